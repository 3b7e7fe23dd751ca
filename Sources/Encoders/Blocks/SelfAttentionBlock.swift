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

    /// - Parameter names: How the family calls the parameters; `layer` precedes each.
    init(
        _ names: EncoderParameterNames, layer: String, _ configuration: EncoderConfiguration, site: UInt64,
        in layout: inout ParameterLayout
    ) {
        let size = configuration.hiddenSize
        projection = DenseParameters(
            fused: [names.query, names.key, names.value].map { "\(layer).\($0)" }, inputs: size, outputsOfEach: size,
            in: &layout)
        attention = SelfAttention(headCount: configuration.headCount, headSize: size / configuration.headCount)
        output = ResidualDenseBlock(
            denseName: "\(layer).\(names.attentionOutput)", normName: "\(layer).\(names.attentionNorm)", inputs: size,
            outputs: size, epsilon: configuration.layerNormEpsilon, dropoutProbability: configuration.hiddenDropout,
            site: site + 1, in: &layout)
        dropoutProbability = configuration.attentionDropout
        self.site = site
    }

    /// - Parameter bias: What is added to the scores, where the family has it.
    public func forward(
        _ input: Matrix, offsets: [Int], bias: AttentionBias?, into result: Matrix, _ context: PassContext
    ) -> Saved {
        let arena = context.arena
        let projections = arena.matrix(rows: input.rows, columns: projection.outputs)
        let attended = arena.matrix(rows: input.rows, columns: input.columns)
        let logSums = arena.floats(input.rows * attention.headCount)
        projection.forward(input, into: projections, context)
        attention.forward(
            projections, offsets: offsets, into: attended, logSums: logSums, bias: bias?.values,
            dropout: context.dropout(dropoutProbability, site: site), arena: arena, on: context.team)
        let saved = output.forward(attended, residual: input, into: result, context)
        return Saved(projections: projections, logSums: logSums, attended: attended, output: saved)
    }

    /// `gradient` goes from the result to the input.
    ///
    /// - Parameter stopping: Nothing below this block is trained: the gradient by the input is not computed.
    public func backward(
        _ gradient: Matrix, input: Matrix, offsets: [Int], bias: AttentionBias?, saved: Saved, stopping: Bool,
        _ context: PassContext
    ) {
        let arena = context.arena
        let attendedGradient = arena.matrix(rows: input.rows, columns: input.columns)
        let denseGradient = output.backward(gradient, saved: saved.output, into: attendedGradient, context)
        output.backwardParameters(denseGradient, input: saved.attended, context)
        let projectionsGradient = arena.matrix(rows: input.rows, columns: projection.outputs)
        let distanceGradients = bias?.gradientRoom(tokens: input.rows, context)
        attention.backward(
            attendedGradient, projections: saved.projections, offsets: offsets, logSums: saved.logSums,
            bias: bias?.values, distanceGradients: distanceGradients,
            dropout: context.dropout(dropoutProbability, site: site), into: projectionsGradient, arena: arena,
            on: context.team)
        if let distanceGradients { bias?.addGradient(distanceGradients, offsets: offsets, context) }
        projection.backwardParameters(projectionsGradient, input: input, context)
        if !stopping { projection.backwardInput(projectionsGradient, into: gradient, adding: true, context) }
    }
}
