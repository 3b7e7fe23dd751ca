public import TensorKernels

/// Two linear layers with an activation between them, residual and normalisation: the second half of a transformer layer.
public struct FeedForwardBlock: Sendable {
    let intermediate: DenseParameters
    let output: ResidualDenseBlock
    let activation: Activation

    /// What the backward pass reads.
    public struct Saved {
        let beforeActivation: Matrix
        let output: ResidualDenseBlock.Saved
    }

    /// - Parameter names: How the family calls the parameters; `layer` precedes each.
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

    public func forward(_ input: Matrix, into result: Matrix, _ context: PassContext) -> Saved {
        let beforeActivation = context.arena.matrix(rows: input.rows, columns: intermediate.outputs)
        let activated = context.arena.matrix(rows: input.rows, columns: intermediate.outputs)
        intermediate.forward(input, into: beforeActivation, context)
        activation.forward(beforeActivation, into: activated, on: context.team)
        let saved = output.forward(activated, residual: input, into: result, context)
        return Saved(beforeActivation: beforeActivation, output: saved)
    }

    /// `gradient` goes from the result to the input.
    public func backward(_ gradient: Matrix, input: Matrix, saved: Saved, _ context: PassContext) {
        let arena = context.arena
        let intermediateGradient = arena.matrix(rows: input.rows, columns: intermediate.outputs)
        let activated = arena.matrix(rows: input.rows, columns: intermediate.outputs)
        let denseGradient = output.backward(gradient, saved: saved.output, into: intermediateGradient, context)
        activation.backward(
            intermediateGradient, input: saved.beforeActivation, recomputing: activated, on: context.team)
        output.backwardParameters(denseGradient, input: activated, context)
        intermediate.backwardParameters(intermediateGradient, input: input, context)
        intermediate.backwardInput(intermediateGradient, into: gradient, adding: true, context)
    }
}
