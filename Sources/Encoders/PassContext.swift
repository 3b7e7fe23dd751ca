public import TensorKernels

/// What a forward or backward pass works with: parameters, memory, threads and, in training, gradients and dropout.
public struct PassContext {
    public let parameters: ParameterStore
    /// Gradients of the trainable parameters; `nil` when nothing is trained.
    public let gradients: GradientStore?
    /// The weights of linear layers in reduced precision; `nil` where all is computed in single precision.
    public let packed: PackedWeights?
    /// Working memory; the caller resets it between passes.
    public let arena: Arena
    public let team: ThreadTeam
    /// Whether a layer's activations are computed again in the backward pass in place of being kept: the same gradients
    /// from much less memory, at the price of another forward pass.
    public var recomputesLayers = false
    /// Tells the dropout masks of this pass from those of all others; `nil` switches dropout off.
    public var dropoutKey: UInt64?

    public init(
        parameters: ParameterStore, gradients: GradientStore? = nil, packed: PackedWeights? = nil, arena: Arena,
        team: ThreadTeam, dropoutKey: UInt64? = nil
    ) {
        self.parameters = parameters
        self.gradients = gradients
        self.packed = packed
        self.arena = arena
        self.team = team
        self.dropoutKey = dropoutKey
    }

    /// The dropout of one place in the model, numbered `site`.
    public func dropout(_ probability: Float, site: UInt64) -> Dropout? {
        dropoutKey.flatMap { Dropout(probability: probability, key: $0 &+ site &* 0x9E37_79B9_7F4A_7C15) }
    }
}
