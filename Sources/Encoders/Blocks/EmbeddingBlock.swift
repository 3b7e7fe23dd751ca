public import TensorKernels

/// The sum of word, position and (if the family has them) type embeddings, normalized, with dropout, and projected to
/// the hidden size if the embedding size differs from it.
public struct EmbeddingBlock: Sendable {
    public let word: ParameterLayout.Index
    let position: ParameterLayout.Index
    let type: ParameterLayout.Index?
    let norm: LayerNormParameters
    let projection: DenseParameters?
    let size: Int
    let positions: PositionNumbering
    let dropoutProbability: Float
    let site: UInt64

    /// Values that the backward pass reads.
    public struct Saved {
        let sum: Matrix
        let statistics: LayerNorm.Statistics
        /// The embeddings before the projection; `nil` if there is no projection.
        let embedded: Matrix?
    }

    init(_ configuration: EncoderConfiguration, site: UInt64, in layout: inout ParameterLayout) {
        let name = EncoderParameterNames.embeddings
        size = configuration.embeddingSize
        positions = configuration.positions
        word = layout.addTable("\(name).word_embeddings.weight", rows: configuration.vocabularySize, columns: size)
        position = layout.addTable(
            "\(name).position_embeddings.weight", rows: positions.offset + configuration.positionCount, columns: size)
        type =
            configuration.typeCount == 0
            ? nil
            : layout.addTable("\(name).token_type_embeddings.weight", rows: configuration.typeCount, columns: size)
        norm = LayerNormParameters(
            "\(name).LayerNorm", size: size, epsilon: configuration.layerNormEpsilon, in: &layout)
        projection =
            size == configuration.hiddenSize
            ? nil
            : DenseParameters(
                EncoderParameterNames.embeddingProjection, inputs: size, outputs: configuration.hiddenSize, in: &layout)
        dropoutProbability = configuration.hiddenDropout
        self.site = site
    }

    /// Computes the embeddings of a batch; `output` is `[tokens, hidden]`.
    public func forward(_ batch: TokenBatch, into output: Matrix, _ context: PassContext) -> Saved {
        let (arena, parameters) = (context.arena, context.parameters)
        let positionRows = positions.rows(of: batch)
        // These numbers are row indices that the kernels read and write without checking.
        requireRows(batch.ids, in: word, "token id", parameters)
        requireRows(positionRows, in: position, "position", parameters)
        if let type { requireRows(batch.typeIDs, in: type, "token type", parameters) }
        let sum = arena.matrix(rows: output.rows, columns: size)
        let embedded = projection.map { arena.matrix(rows: output.rows, columns: $0.inputs) }
        let saved = Saved(
            sum: sum, statistics: LayerNorm.Statistics(rows: sum.rows, in: arena), embedded: embedded)
        EmbeddingSum.forward(
            word: parameters.pointer(word, reading: batch.ids),
            position: parameters.pointer(position, reading: positionRows),
            type: type.map { parameters.pointer($0, reading: batch.typeIDs) }, ids: batch.ids,
            positions: positionRows, types: batch.typeIDs, into: sum, on: context.team)
        let dropout = context.dropout(dropoutProbability, site: site)
        let normalized = embedded ?? output
        context.team.split(sum.rows, granularity: 8) { rows in
            norm.forward(sum, rows: rows, into: normalized, statistics: saved.statistics, context)
            dropout?.apply(to: normalized, rows: rows)
        }
        if let embedded { projection?.forward(embedded, into: output, context) }
        return saved
    }

    private func requireRows(
        _ rows: [Int32], in table: ParameterLayout.Index, _ name: String, _ parameters: ParameterStore
    ) {
        let count = parameters.layout[table].shape[0]
        precondition(rows.allSatisfy { $0 >= 0 && $0 < count }, "a \(name) is not one of the model's \(count)")
    }

    /// Adds the gradients of the tables, given the gradient with respect to the output, which is overwritten.
    public func backward(_ gradient: Matrix, batch: TokenBatch, saved: Saved, _ context: PassContext) {
        var gradient = gradient
        if let projection, let embedded = saved.embedded {
            projection.backwardParameters(gradient, input: embedded, context)
            let embeddedGradient = context.arena.matrix(rows: embedded.rows, columns: embedded.columns)
            projection.backwardInput(gradient, into: embeddedGradient, context)
            gradient = embeddedGradient
        }
        if let dropout = context.dropout(dropoutProbability, site: site) {
            context.team.split(gradient.rows, granularity: 8) { dropout.apply(to: gradient, rows: $0) }
        }
        norm.backward(gradient, input: saved.sum, statistics: saved.statistics, context)
        addGradient(gradient, of: word, rows: batch.ids, context)
        addGradient(gradient, of: position, rows: positions.rows(of: batch), context)
        if let type { addGradient(gradient, of: type, rows: batch.typeIDs, context) }
    }

    private func addGradient(
        _ gradient: Matrix, of table: ParameterLayout.Index, rows: [Int32], _ context: PassContext
    ) {
        guard let tableGradient = context.gradients?.pointer(table, touching: rows) else { return }
        EmbeddingSum.backward(gradient, indices: rows, into: tableGradient, on: context.team)
    }
}
