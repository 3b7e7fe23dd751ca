public import TensorKernels

/// Trainable parameters that share one learning-rate factor and one weight decay.
public struct ParameterGroup: Sendable {
    /// What the learning rate is multiplied by.
    public let learningRateFactor: Float
    public let weightDecay: Float
    /// Where the parameters and their gradients lie.
    public let segments: [GradientStore.Segment]

    /// The two groups of the common recipe: weights decay, biases and every layer normalisation do not.
    public static func decayed(by weightDecay: Float, in gradients: GradientStore) -> [ParameterGroup] {
        let plain = { (name: String) in
            name.contains("bias") || name.contains("LayerNorm") || name.contains("layer_norm")
        }
        return [
            ParameterGroup(weightDecay: weightDecay, in: gradients) { !plain($0.name) },
            ParameterGroup(weightDecay: 0, in: gradients) { plain($0.name) },
        ]
    }

    /// The trainable parameters that `contains` names.
    public init(
        learningRateFactor: Float = 1, weightDecay: Float, in gradients: GradientStore,
        contains: (ParameterLayout.Entry) -> Bool
    ) {
        self.learningRateFactor = learningRateFactor
        self.weightDecay = weightDecay
        segments = gradients.layout.indices.compactMap { index in
            let entry = gradients.layout[index]
            guard contains(entry), let offset = gradients.offset(index) else { return nil }
            return GradientStore.Segment(parameterOffset: entry.offset, gradientOffset: offset, count: entry.count)
        }
    }
}
