public import TensorKernels

/// Multi-head self-attention with its output layer, residual and normalisation: the first half of a transformer layer.
public struct SelfAttentionBlock: Sendable {
    let projection: DenseParameters
    let attention: SelfAttention
    let output: ResidualDenseBlock
    let dropoutProbability: Float
    let site: UInt64

    /// What the backward pass reads.
    public struct Saved {
        let projections: Matrix
        let logSums: UnsafeMutablePointer<Float>
        let attended: Matrix
        let output: ResidualDenseBlock.Saved
    }

    /// - Parameters:
    ///   - projectionNames: The checkpoint's names of the query, key and value layers.
    ///   - outputName: The name of the block with the output's `dense` and `LayerNorm`.
    public init(
        projectionNames: [String], outputName: String, hiddenSize: Int, headCount: Int, epsilon: Float,
        attentionDropout: Float, hiddenDropout: Float, site: UInt64, in layout: inout ParameterLayout
    ) {
        projection = DenseParameters(
            fused: projectionNames, inputs: hiddenSize, outputsOfEach: hiddenSize, in: &layout)
        attention = SelfAttention(headCount: headCount, headSize: hiddenSize / headCount)
        output = ResidualDenseBlock(
            outputName, inputs: hiddenSize, outputs: hiddenSize, epsilon: epsilon, dropoutProbability: hiddenDropout,
            site: site + 1, in: &layout)
        dropoutProbability = attentionDropout
        self.site = site
    }

    public func forward(_ input: Matrix, offsets: [Int], into result: Matrix, _ context: PassContext) -> Saved {
        let arena = context.arena
        let projections = arena.matrix(rows: input.rows, columns: projection.outputs)
        let attended = arena.matrix(rows: input.rows, columns: input.columns)
        let logSums = arena.floats(input.rows * attention.headCount)
        projection.forward(input, into: projections, context)
        attention.forward(
            projections, offsets: offsets, into: attended, logSums: logSums,
            dropout: context.dropout(dropoutProbability, site: site), arena: arena, on: context.team)
        let saved = output.forward(attended, residual: input, into: result, context)
        return Saved(projections: projections, logSums: logSums, attended: attended, output: saved)
    }

    /// `gradient` goes from the result to the input.
    ///
    /// - Parameter stopping: Nothing below this block is trained: the gradient by the input is not computed.
    public func backward(
        _ gradient: Matrix, input: Matrix, offsets: [Int], saved: Saved, stopping: Bool, _ context: PassContext
    ) {
        let arena = context.arena
        let attendedGradient = arena.matrix(rows: input.rows, columns: input.columns)
        let denseGradient = output.backward(gradient, saved: saved.output, into: attendedGradient, context)
        output.backwardParameters(denseGradient, input: saved.attended, context)
        let projectionsGradient = arena.matrix(rows: input.rows, columns: projection.outputs)
        attention.backward(
            attendedGradient, projections: saved.projections, offsets: offsets, logSums: saved.logSums,
            dropout: context.dropout(dropoutProbability, site: site), into: projectionsGradient, arena: arena,
            on: context.team)
        projection.backwardParameters(projectionsGradient, input: input, context)
        if !stopping { projection.backwardInput(projectionsGradient, into: gradient, adding: true, context) }
    }
}
