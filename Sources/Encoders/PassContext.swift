public import TensorKernels

/// The resources of a forward or backward pass: parameters, memory, threads and, in training, gradients and dropout.
public struct PassContext {
    public let parameters: ParameterStore
    /// Gradients of the trainable parameters; `nil` when nothing is trained.
    public let gradients: GradientStore?
    /// The weights of linear layers in reduced precision; `nil` if everything is computed in single precision.
    public let packed: PackedWeights?
    /// Working memory; the caller resets it between passes.
    public let arena: Arena
    public let team: ThreadTeam
    /// True if a layer's activations are recomputed in the backward pass instead of kept: the same gradients with much
    /// less memory, at the cost of another forward pass.
    public var recomputesLayers = false
    /// Distinguishes the dropout masks of this pass from all others; `nil` turns dropout off.
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

    /// Returns the dropout of one place in the model, numbered `site`.
    public func dropout(_ probability: Float, site: UInt64) -> Dropout? {
        dropoutKey.flatMap { Dropout(probability: probability, key: $0 &+ site &* 0x9E37_79B9_7F4A_7C15) }
    }
}
