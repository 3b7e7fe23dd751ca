public import TensorKernels

/// Word, position and type embeddings, summed, normalised, and thinned by dropout.
public struct EmbeddingBlock: Sendable {
    let word: ParameterLayout.Index
    let position: ParameterLayout.Index
    let type: ParameterLayout.Index
    let norm: LayerNormParameters
    let dropoutProbability: Float
    let site: UInt64

    /// What the backward pass reads.
    public struct Saved {
        let sum: Matrix
        let statistics: LayerNorm.Statistics
    }

    public init(
        vocabularySize: Int, positionCount: Int, typeCount: Int, hiddenSize: Int, epsilon: Float,
        hiddenDropout: Float, site: UInt64, in layout: inout ParameterLayout
    ) {
        word = layout.add("embeddings.word_embeddings.weight", shape: [vocabularySize, hiddenSize])
        position = layout.add("embeddings.position_embeddings.weight", shape: [positionCount, hiddenSize])
        type = layout.add("embeddings.token_type_embeddings.weight", shape: [typeCount, hiddenSize])
        norm = LayerNormParameters("embeddings.LayerNorm", size: hiddenSize, epsilon: epsilon, in: &layout)
        dropoutProbability = hiddenDropout
        self.site = site
    }

    /// `output` is `[tokens, hidden]`.
    public func forward(_ batch: TokenBatch, into output: Matrix, _ context: PassContext) -> Saved {
        let sum = context.arena.matrix(rows: output.rows, columns: output.columns)
        let saved = Saved(sum: sum, statistics: LayerNorm.Statistics(rows: sum.rows, in: context.arena))
        let parameters = context.parameters
        EmbeddingSum.forward(
            word: parameters.pointer(word), position: parameters.pointer(position), type: parameters.pointer(type),
            ids: batch.ids, positions: batch.positions, types: batch.typeIDs, into: sum, on: context.team)
        let dropout = context.dropout(dropoutProbability, site: site)
        context.team.split(sum.rows, granularity: 8) { rows in
            norm.forward(sum, rows: rows, into: output, statistics: saved.statistics, context)
            dropout?.apply(to: output, rows: rows)
        }
        return saved
    }

    /// Adds the gradients of the tables, given the one by the output, which is used up.
    public func backward(_ gradient: Matrix, batch: TokenBatch, saved: Saved, _ context: PassContext) {
        if let dropout = context.dropout(dropoutProbability, site: site) {
            context.team.split(gradient.rows, granularity: 8) { dropout.apply(to: gradient, rows: $0) }
        }
        norm.backward(gradient, input: saved.sum, statistics: saved.statistics, context)
        let tables = [(word, batch.ids), (position, batch.positions), (type, batch.typeIDs)]
        for (table, indices) in tables {
            guard let tableGradient = context.gradients?.pointer(table) else { continue }
            EmbeddingSum.backward(gradient, indices: indices, into: tableGradient, on: context.team)
        }
    }
}
