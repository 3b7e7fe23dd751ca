public import TensorKernels

/// Trainable parameters that share one learning-rate factor and one weight decay, and are active together.
public struct ParameterGroup: Sendable {
    /// The factor of the learning rate.
    public let learningRateFactor: Float
    public let weightDecay: Float
    public let parameters: [ParameterLayout.Index]
    /// The location of each of the parameters and its gradient.
    public let segments: [GradientStore.Segment]

    /// Creates a group of the trainable parameters selected by `contains`, including those that are currently inactive.
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

    /// Returns true if its parameters are currently trained: either all of them are, or none.
    func isActive(in gradients: GradientStore) -> Bool {
        let isActive = parameters.first.map(gradients.isTrainable) ?? true
        precondition(
            parameters.allSatisfy { gradients.isTrainable($0) == isActive },
            "the parameters of a group must be active together")
        return isActive
    }
}
