public import TensorKernels

/// Trainable parameters that share one learning-rate factor and one weight decay, and are active together.
public struct ParameterGroup: Sendable {
    /// What the learning rate is multiplied by.
    public let learningRateFactor: Float
    public let weightDecay: Float
    public let parameters: [ParameterLayout.Index]
    /// Where each of the parameters and its gradient lie.
    public let segments: [GradientStore.Segment]

    /// The trainable parameters that `contains` names, also those that are inactive at present.
    public init(
        learningRateFactor: Float = 1, weightDecay: Float, in gradients: GradientStore,
        contains: (ParameterLayout.Entry) -> Bool
    ) {
        self.learningRateFactor = learningRateFactor
        self.weightDecay = weightDecay
        parameters = gradients.layout.indices.filter {
            gradients.memory(of: $0) != nil && contains(gradients.layout[$0])
        }
        segments = parameters.compactMap(gradients.memory)
    }

    /// Whether its parameters are trained at present: all of them are, or none.
    func isActive(in gradients: GradientStore) -> Bool {
        let isActive = parameters.first.map(gradients.isTrainable) ?? true
        precondition(
            parameters.allSatisfy { gradients.isTrainable($0) == isActive },
            "the parameters of a group must be active together")
        return isActive
    }
}
