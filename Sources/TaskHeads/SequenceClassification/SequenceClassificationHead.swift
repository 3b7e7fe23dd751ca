public import Encoders
public import TensorKernels

/// What BERT puts on top for classification: the pooler (dense and tanh on the first token), dropout, a linear layer.
public struct SequenceClassificationHead: Sendable {
    let pooler: DenseParameters
    let classifier: DenseParameters
    let dropoutProbability: Float
    private static let site: UInt64 = 2

    /// What the backward pass reads.
    public struct Saved {
        let first: Matrix
        /// The pooler's output, `[sequences, hidden]`.
        package let pooled: Matrix
        let dropped: Matrix
    }

    public init(hiddenSize: Int, classCount: Int, dropoutProbability: Float, in layout: inout ParameterLayout) {
        pooler = DenseParameters("pooler.dense", inputs: hiddenSize, outputs: hiddenSize, in: &layout)
        classifier = DenseParameters("classifier", inputs: hiddenSize, outputs: classCount, in: &layout)
        self.dropoutProbability = dropoutProbability
    }

    /// Whether a parameter belongs to the head and not to the encoder below it.
    public static func contains(parameter name: String) -> Bool {
        name.hasPrefix("pooler.") || name.hasPrefix("classifier.")
    }

    /// Collects the first token's hidden state of each sequence, `[sequences, hidden]`.
    public static func firstTokens(_ hidden: Matrix, _ batch: TokenBatch, arena: Arena) -> Matrix {
        let first = arena.matrix(rows: batch.sequenceCount, columns: hidden.columns)
        for sequence in 0..<batch.sequenceCount {
            first.row(sequence).update(from: hidden.row(batch.offsets[sequence]), count: hidden.columns)
        }
        return first
    }

    /// - Parameter first: The first tokens' hidden states, `[sequences, hidden]`.
    /// - Returns: The logits, `[sequences, classes]`, and what the backward pass reads.
    public func forward(_ first: Matrix, _ context: PassContext) -> (logits: Matrix, saved: Saved) {
        let arena = context.arena
        let pooled = arena.matrix(rows: first.rows, columns: first.columns)
        pooler.forward(first, into: pooled, context)
        pooled.tanh()
        var dropped = pooled
        if let dropout = context.dropout(dropoutProbability, site: SequenceClassificationHead.site) {
            dropped = arena.matrix(rows: pooled.rows, columns: pooled.columns)
            dropped.copy(pooled, rows: 0..<pooled.rows)
            dropout.apply(to: dropped, rows: 0..<pooled.rows)
        }
        let logits = arena.matrix(rows: first.rows, columns: classifier.outputs)
        classifier.forward(dropped, into: logits, context)
        return (logits, Saved(first: first, pooled: pooled, dropped: dropped))
    }

    /// Adds the head's gradients.
    ///
    /// - Returns: The gradient by the first tokens' hidden states, `[sequences, hidden]`; `nil` where `stopping`.
    public func backward(_ logitsGradient: Matrix, saved: Saved, stopping: Bool, _ context: PassContext) -> Matrix? {
        let arena = context.arena
        classifier.backwardParameters(logitsGradient, input: saved.dropped, context)
        let gradient = arena.matrix(rows: saved.pooled.rows, columns: saved.pooled.columns)
        classifier.backwardInput(logitsGradient, into: gradient, context)
        if let dropout = context.dropout(dropoutProbability, site: SequenceClassificationHead.site) {
            dropout.apply(to: gradient, rows: 0..<gradient.rows)
        }
        gradient.tanhBackward(activation: saved.pooled)
        pooler.backwardParameters(gradient, input: saved.first, context)
        guard !stopping else { return nil }
        let firstGradient = arena.matrix(rows: gradient.rows, columns: gradient.columns)
        pooler.backwardInput(gradient, into: firstGradient, context)
        return firstGradient
    }
}
