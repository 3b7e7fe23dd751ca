public import TensorKernels

/// Multi-head self-attention with its output layer, residual and normalization: the first half of a transformer layer.
public struct SelfAttentionBlock: Sendable {
    let projection: DenseParameters
    let attention: SelfAttention
    let output: ResidualDenseBlock
    let dropoutProbability: Float
    let site: UInt64

    /// Values that the backward pass reads.
    public struct Saved {
        let projections: Matrix
        let logSums: UnsafeMutablePointer<Float>
        /// The output of attention for the requested tokens.
        let attended: Matrix
        let rows: [Int]?
        let output: ResidualDenseBlock.Saved
    }

    /// - Parameter names: The family's names for the parameters, each prefixed with `layer`.
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

    /// Writes the block's output to `result`.
    ///
    /// - Parameters:
    ///   - bias: Values added to the attention scores, for families that have them.
    ///   - rows: The tokens to compute the result of; `nil` for all.
    public func forward(
        _ input: Matrix, offsets: [Int], bias: AttentionBias?, rows: [Int]?, into result: Matrix,
        _ context: PassContext
    ) -> Saved {
        let arena = context.arena
        let projections = arena.matrix(rows: input.rows, columns: projection.outputs)
        let attended = arena.matrix(rows: input.rows, columns: input.columns)
        let logSums = arena.floats(input.rows * attention.headCount)
        projection.forward(input, into: projections, context)
        attention.forward(
            projections, offsets: offsets, into: attended, logSums: logSums, bias: bias?.values,
            dropout: context.dropout(dropoutProbability, site: site), isBF16: context.packed != nil, arena: arena,
            on: context.team)
        let wanted = rows.map { attended.gathered($0, in: arena) } ?? attended
        let residual = rows.map { input.gathered($0, in: arena) } ?? input
        let saved = output.forward(wanted, residual: residual, into: result, context)
        return Saved(projections: projections, logSums: logSums, attended: wanted, rows: rows, output: saved)
    }

    /// The weights of its linear layers.
    var shapes: [PackedWeights.Shape] { [projection.shape, output.dense.shape] }

    /// Computes the gradient with respect to the input and adds the parameters' gradients.
    ///
    /// - Parameters:
    ///   - gradient: With respect to the result; overwritten.
    ///   - inputGradient: Overwritten with the gradient with respect to the input; the same matrix as `gradient` if all
    ///     rows were requested.
    ///   - stopping: Nothing below this block is trained, so the gradient with respect to the input is not computed.
    public func backward(
        _ gradient: Matrix, input: Matrix, offsets: [Int], bias: AttentionBias?, saved: Saved,
        into inputGradient: Matrix, stopping: Bool, _ context: PassContext
    ) {
        let arena = context.arena
        var attendedGradient = arena.matrix(rows: gradient.rows, columns: gradient.columns)
        let denseGradient = output.backward(gradient, saved: saved.output, into: attendedGradient, context)
        output.backwardParameters(denseGradient, input: saved.attended, context)
        if let rows = saved.rows {
            let wanted = attendedGradient
            attendedGradient = arena.matrix(rows: input.rows, columns: input.columns)
            attendedGradient.scatter(wanted, to: rows)
            inputGradient.scatter(gradient, to: rows)
        }
        let projectionsGradient = arena.matrix(rows: input.rows, columns: projection.outputs)
        let distanceGradients = bias?.gradientRoom(tokens: input.rows, context)
        attention.backward(
            attendedGradient, projections: saved.projections, offsets: offsets, logSums: saved.logSums,
            bias: bias?.values, distanceGradients: distanceGradients,
            dropout: context.dropout(dropoutProbability, site: site), isBF16: context.packed != nil,
            into: projectionsGradient, arena: arena, on: context.team)
        if let distanceGradients { bias?.addGradient(distanceGradients, offsets: offsets, context) }
        projection.backwardParameters(projectionsGradient, input: input, context)
        if !stopping { projection.backwardInput(projectionsGradient, into: inputGradient, adding: true, context) }
    }
}
