public import TensorKernels

/// Two linear layers with an activation between them, residual and normalization: the second half of a transformer
/// layer.
public struct FeedForwardBlock: Sendable {
    let intermediate: DenseParameters
    let output: ResidualDenseBlock
    let activation: Activation

    /// Values that the backward pass reads.
    public struct Saved {
        /// `nil` if nothing is trained.
        let beforeActivation: Matrix?
        let output: ResidualDenseBlock.Saved
    }

    /// - Parameter names: The family's names for the parameters, each prefixed with `layer`.
    init(
        _ names: EncoderParameterNames, layer: String, _ configuration: EncoderConfiguration, site: UInt64,
        in layout: inout ParameterLayout
    ) {
        intermediate = DenseParameters(
            "\(layer).\(names.intermediate)", inputs: configuration.hiddenSize,
            outputs: configuration.intermediateSize, in: &layout)
        output = ResidualDenseBlock(
            denseName: "\(layer).\(names.output)", normName: "\(layer).\(names.outputNorm)",
            inputs: configuration.intermediateSize, outputs: configuration.hiddenSize,
            epsilon: configuration.layerNormEpsilon, dropoutProbability: configuration.hiddenDropout, site: site,
            in: &layout)
        activation = configuration.activation
    }

    /// Writes the block's output to `result`.
    ///
    /// - Parameters:
    ///   - input: Shape `[tokens, hidden]`; also the residual that is added to the second layer's output.
    ///   - result: A matrix of the same shape as the input.
    /// - Returns: The values that the backward pass needs besides the input.
    public func forward(_ input: Matrix, into result: Matrix, _ context: PassContext) -> Saved {
        let (beforeActivation, activated) = intermediate.forward(input, activation: activation, context)
        let saved = output.forward(activated, residual: input, into: result, context)
        return Saved(beforeActivation: beforeActivation, output: saved)
    }

    /// The weights of its linear layers.
    var shapes: [PackedWeights.Shape] { [intermediate.shape, output.dense.shape] }

    /// Turns `gradient`, with respect to the result, into the gradient with respect to the input.
    public func backward(_ gradient: Matrix, input: Matrix, saved: Saved, _ context: PassContext) {
        let arena = context.arena
        guard let beforeActivation = saved.beforeActivation else {
            preconditionFailure("the forward pass was not one for training")
        }
        let intermediateGradient = arena.matrix(rows: input.rows, columns: intermediate.outputs)
        let activated = arena.matrix(rows: input.rows, columns: intermediate.outputs)
        let denseGradient = output.backward(gradient, saved: saved.output, into: intermediateGradient, context)
        activation.backward(
            intermediateGradient, input: beforeActivation, recomputing: activated, on: context.team)
        output.backwardParameters(denseGradient, input: activated, context)
        intermediate.backwardParameters(intermediateGradient, input: input, context)
        intermediate.backwardInput(intermediateGradient, into: gradient, adding: true, context)
    }
}
