public import TensorKernels

/// Trainable parameters that share one learning-rate factor and one weight decay.
public struct ParameterGroup: Sendable {
    /// What the learning rate is multiplied by.
    public let learningRateFactor: Float
    public let weightDecay: Float
    public let parameters: [ParameterLayout.Index]
    /// Where each of the parameters and its gradient lie.
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
        parameters = gradients.layout.indices.filter { gradients.isTrainable($0) && contains(gradients.layout[$0]) }
        segments = parameters.compactMap(gradients.segment)
    }
}
