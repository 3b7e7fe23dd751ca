package import Checkpoints
package import Encoders
package import TensorKernels

/// The head of a checkpoint, on top of its encoder.
package struct CheckpointHead {
    /// The names of the head's outputs; `nil` if the checkpoint is an encoder without a head.
    package let labels: [String]?
    /// Returns true for a known parameter of the checkpoint that is not part of the model.
    package let isUnused: (_ parameter: String) -> Bool

    /// Adds the head's parameters to the layout, after those of the encoder.
    ///
    /// - Throws: `FledgeError` if the configuration contradicts itself.
    package init(
        _ configuration: ModelConfiguration, on encoder: EncoderConfiguration, weights: any WeightsSource,
        in layout: inout ParameterLayout
    ) throws {
        let family = encoder.family
        let canonicalNames = weights.allTensors.map { family.tensorNames.canonical($0.name) }
        let labels = try configuration.classifierLabels
        if configuration.namesEntities, let labels,
            canonicalNames.contains(where: TokenClassificationHead.contains(parameter:))
        {
            _ = TokenClassificationHead(on: encoder, tagCount: labels.count, in: &layout)
            if try TokenClassifierSettings(configuration).hasField {
                _ = LinearChainCRF(tagCount: labels.count, in: &layout)
            }
            self.labels = labels
            isUnused = {
                !TokenClassificationHead.contains(parameter: $0) && !LinearChainCRF.contains(parameter: $0)
                    && family.isUnused($0, withClassificationHead: false)
            }
        } else if let labels, family.hasClassificationHead(in: weights) {
            _ = SequenceClassificationHead(on: encoder, classCount: labels.count, in: &layout)
            self.labels = labels
            isUnused = { family.isUnused($0, withClassificationHead: true) }
        } else {
            self.labels = nil
            isUnused = { family.isUnused($0, withClassificationHead: false) }
        }
    }
}
