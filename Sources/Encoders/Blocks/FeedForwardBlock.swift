public import TensorKernels

/// Two linear layers with GELU between them, residual and normalisation: the second half of a transformer layer.
public struct FeedForwardBlock: Sendable {
    let intermediate: DenseParameters
    let output: ResidualDenseBlock

    /// What the backward pass reads.
    public struct Saved {
        let beforeActivation: Matrix
        let output: ResidualDenseBlock.Saved
    }

    /// - Parameters:
    ///   - intermediateName: The checkpoint's name of the widening layer.
    ///   - outputName: The name of the block with the narrowing `dense` and `LayerNorm`.
    public init(
        intermediateName: String, outputName: String, hiddenSize: Int, intermediateSize: Int, epsilon: Float,
        hiddenDropout: Float, site: UInt64, in layout: inout ParameterLayout
    ) {
        intermediate = DenseParameters(
            intermediateName, inputs: hiddenSize, outputs: intermediateSize, in: &layout)
        output = ResidualDenseBlock(
            outputName, inputs: intermediateSize, outputs: hiddenSize, epsilon: epsilon,
            dropoutProbability: hiddenDropout, site: site, in: &layout)
    }

    public func forward(_ input: Matrix, into result: Matrix, _ context: PassContext) -> Saved {
        let beforeActivation = context.arena.matrix(rows: input.rows, columns: intermediate.outputs)
        let activation = context.arena.matrix(rows: input.rows, columns: intermediate.outputs)
        intermediate.forward(input, into: beforeActivation, context)
        GELU.forward(beforeActivation, into: activation, on: context.team)
        let saved = output.forward(activation, residual: input, into: result, context)
        return Saved(beforeActivation: beforeActivation, output: saved)
    }

    /// `gradient` goes from the result to the input.
    public func backward(_ gradient: Matrix, input: Matrix, saved: Saved, _ context: PassContext) {
        let arena = context.arena
        let intermediateGradient = arena.matrix(rows: input.rows, columns: intermediate.outputs)
        let activation = arena.matrix(rows: input.rows, columns: intermediate.outputs)
        let denseGradient = output.backward(gradient, saved: saved.output, into: intermediateGradient, context)
        GELU.backward(
            intermediateGradient, input: saved.beforeActivation, recomputing: activation, on: context.team)
        output.backwardParameters(denseGradient, input: activation, context)
        intermediate.backwardParameters(intermediateGradient, input: input, context)
        intermediate.backwardInput(intermediateGradient, into: gradient, adding: true, context)
    }
}
