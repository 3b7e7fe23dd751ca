import CTensorKernels

/// Scaled dot-product attention within each sequence of a packed batch, all heads (Vaswani et al., 2017).
///
/// Queries, keys and values are the three column blocks of one matrix; head `h` uses `headSize` columns of each. Only
/// the logarithm of each softmax sum is saved; the backward pass recomputes the probabilities. Apart from dropout
/// masks, the output for a sequence does not depend on its neighbors.
public struct SelfAttention: Sendable {
    public let headCount: Int
    public let headSize: Int

    public init(headCount: Int, headSize: Int) {
        self.headCount = headCount
        self.headSize = headSize
    }

    private var hiddenSize: Int { headCount * headSize }

    /// Writes the attention output.
    ///
    /// - Parameters:
    ///   - projections: `[tokens, 3 · hidden]`: queries, keys, values.
    ///   - offsets: The index of each sequence's first token, followed by the number of tokens.
    ///   - output: `[tokens, hidden]`; overwritten.
    ///   - logSums: `tokens · heads` values for the backward pass.
    ///   - bias: Values added to the scaled scores, by head and distance of key from query: `[heads, 2 · longest − 1]`,
    ///     with distance 0 in the middle column.
    ///   - isBF16: True if matrix multiplications may round their operands to bfloat16; they do so if it is faster.
    public func forward(
        _ projections: Matrix, offsets: [Int], into output: Matrix, logSums: UnsafeMutablePointer<Float>,
        bias: Matrix? = nil, dropout: Dropout?, isBF16: Bool = false, arena: Arena, on team: ThreadTeam
    ) {
        forEachPart(of: offsets, arena: arena, on: team) { part, scratch in
            var operands = operands(projections, part, bias: bias, dropout: dropout, isBF16: isBF16)
            fledge_attention_forward(
                &operands, output.row(part.first) + part.column, output.columns, logSums + part.statistics, scratch)
        }
    }

    /// Writes the gradient with respect to the projections, given the gradient with respect to the output.
    ///
    /// - Parameters:
    ///   - distanceGradients: A buffer of `2 · tokens · heads` values. Overwritten with the gradients with respect to
    ///     the bias, for each sequence and head: the `2 · length − 1` values, by distance, of a sequence of `length`
    ///     tokens that starts at `first` begin at `2 · (first · heads + head · length)`. They need no more memory than
    ///     the tokens, and no two threads write to the same ones.
    ///   - isBF16: The same as in the forward pass.
    public func backward(
        _ outputGradient: Matrix, projections: Matrix, offsets: [Int], logSums: UnsafePointer<Float>,
        bias: Matrix? = nil, distanceGradients: UnsafeMutablePointer<Float>? = nil, dropout: Dropout?,
        isBF16: Bool = false, into projectionsGradient: Matrix, arena: Arena, on team: ThreadTeam
    ) {
        forEachPart(of: offsets, arena: arena, on: team) { part, scratch in
            var operands = operands(projections, part, bias: bias, dropout: dropout, isBF16: isBF16)
            let gradient = projectionsGradient.row(part.first) + part.column
            fledge_attention_backward(
                &operands, outputGradient.row(part.first) + part.column, outputGradient.columns,
                logSums + part.statistics, gradient, gradient + hiddenSize, gradient + 2 * hiddenSize,
                projectionsGradient.columns, distanceGradients.map { $0 + 2 * part.statistics }, scratch)
        }
    }

    /// One head of one sequence.
    private struct Part {
        let first: Int, length: Int, head: Int
        /// The index of the head's first column.
        let column: Int
        /// The start of the saved statistics: those of a sequence are contiguous, head by head. There is one for each
        /// row of probabilities, so their indices also serve as dropout mask numbers.
        let statistics: Int
    }

    /// Calls `body` for all parts, long ones first, with scratch memory for each thread.
    private func forEachPart(
        of offsets: [Int], arena: Arena, on team: ThreadTeam,
        _ body: (_ part: Part, _ scratch: UnsafeMutablePointer<Float>) -> Void
    ) {
        let lengths = zip(offsets, offsets.dropFirst()).map { $1 - $0 }
        let scratchSize = fledge_attention_scratch(lengths.max() ?? 0, headSize)
        let scratch = arena.floats(scratchSize * team.count)
        let sequences = lengths.indices.sorted { lengths[$0] > lengths[$1] }
        team.forEach(sequences.count * headCount) { thread, item in
            let (sequence, head) = (sequences[item / headCount], item % headCount)
            let (first, length) = (offsets[sequence], lengths[sequence])
            let part = Part(
                first: first, length: length, head: head, column: head * headSize,
                statistics: first * headCount + head * length)
            body(part, scratch + thread * scratchSize)
        }
    }

    private func operands(
        _ projections: Matrix, _ part: Part, bias: Matrix?, dropout: Dropout?, isBF16: Bool
    ) -> fledge_attention {
        let query = projections.row(part.first) + part.column
        return fledge_attention(
            query: query, key: query + hiddenSize, value: query + 2 * hiddenSize, stride: projections.columns,
            length: part.length, head_size: headSize, scale: 1 / Float(headSize).squareRoot(),
            bias: bias.map { UnsafePointer($0.row(part.head) + $0.columns / 2) }, is_bf16: isBF16 ? 1 : 0,
            dropout_probability: dropout?.probability ?? 0, dropout_key: dropout?.key ?? 0,
            dropout_stream: UInt64(part.statistics))
    }
}
