package import Checkpoints
package import Encoders
package import TensorKernels

/// The head that a checkpoint has on its encoder.
package struct CheckpointHead {
    /// The names of the head's outputs; `nil` where the checkpoint is an encoder alone.
    package let labels: [String]?
    /// Whether a parameter of the checkpoint is known and no part of the model.
    package let isUnused: (_ parameter: String) -> Bool

    /// Lays out the head's parameters behind those of the encoder.
    ///
    /// - Throws: `FledgeError` where the configuration contradicts itself.
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
