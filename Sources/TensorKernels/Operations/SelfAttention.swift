import CTensorKernels

/// Scaled dot-product attention within each sequence of a packed batch, all heads (Vaswani et al., 2017).
///
/// Queries, keys and values are the three parts of the columns of one matrix; head `h` takes `headSize` columns of each.
/// Only the logarithm of each softmax's sum is saved; the backward pass computes the probabilities again.
public struct SelfAttention: Sendable {
    public let headCount: Int
    public let headSize: Int

    public init(headCount: Int, headSize: Int) {
        self.headCount = headCount
        self.headSize = headSize
    }

    private var hiddenSize: Int { headCount * headSize }
    private var scale: Float { 1 / Float(headSize).squareRoot() }

    /// - Parameters:
    ///   - projections: `[tokens, 3 · hidden]`: queries, keys, values.
    ///   - offsets: Where each sequence begins, and the number of tokens at the end.
    ///   - output: `[tokens, hidden]`; overwritten.
    ///   - logSums: `tokens · heads` values for the backward pass.
    ///   - bias: What is added to the scaled scores, by head and distance of key from query: `[heads, 2 · longest − 1]`
    ///     with the distance 0 in the middle column.
    public func forward(
        _ projections: Matrix, offsets: [Int], into output: Matrix, logSums: UnsafeMutablePointer<Float>,
        bias: Matrix? = nil, dropout: Dropout?, arena: Arena, on team: ThreadTeam
    ) {
        let scratch = Scratch(matrices: 1, offsets: offsets, threads: team.count, arena: arena)
        team.forEach((offsets.count - 1) * headCount) { thread, item in
            let part = Part(item, self, offsets)
            let probabilities = scratch.matrix(0, thread: thread)
            let scale = scores(projections, part, bias: bias, into: probabilities)
            fledge_softmax(probabilities, scale, logSums + part.statistics(self), part.length, part.length)
            dropout?.apply(to: probabilities, count: part.length * part.length, stream: item)
            multiply(
                Operand(probabilities, stride: part.length),
                Operand(projections.row(part.first) + 2 * hiddenSize + part.column, stride: projections.columns),
                into: output.row(part.first) + part.column, stride: hiddenSize,
                rows: part.length, columns: headSize, depth: part.length)
        }
    }

    /// Writes the gradient by the projections, given the one by the output.
    ///
    /// - Parameter distanceGradients: Room for `2 · tokens · heads` values. Overwritten with the gradients by the bias
    ///   that each sequence and head has: those of the sequence from `first` on, `length` tokens long, begin at
    ///   `2 · (first · heads + head · length)` and are `2 · length − 1`, by distance. They need no more memory than the
    ///   tokens, and no two threads meet in them.
    public func backward(
        _ outputGradient: Matrix, projections: Matrix, offsets: [Int], logSums: UnsafePointer<Float>,
        bias: Matrix? = nil, distanceGradients: UnsafeMutablePointer<Float>? = nil, dropout: Dropout?,
        into projectionsGradient: Matrix, arena: Arena, on team: ThreadTeam
    ) {
        let scratch = Scratch(matrices: dropout == nil ? 2 : 3, offsets: offsets, threads: team.count, arena: arena)
        let stride = projections.columns
        team.forEach((offsets.count - 1) * headCount) { thread, item in
            let part = Part(item, self, offsets)
            let length = part.length
            let (query, key, value) = heads(projections, part)
            let (queryGradient, keyGradient, valueGradient) = heads(projectionsGradient, part)
            let slope = Operand(outputGradient.row(part.first) + part.column, stride: hiddenSize)

            let probabilities = scratch.matrix(0, thread: thread)
            let scale = scores(projections, part, bias: bias, into: probabilities)
            fledge_softmax_restore(probabilities, scale, logSums + part.statistics(self), length, length)
            var dropped = probabilities
            if let dropout {
                dropped = scratch.matrix(2, thread: thread)
                dropped.update(from: probabilities, count: length * length)
                dropout.apply(to: dropped, count: length * length, stream: item)
            }
            multiply(
                Operand(dropped, stride: length, transposed: true), slope, into: valueGradient, stride: stride,
                rows: length, columns: headSize, depth: length)

            let gradient = scratch.matrix(1, thread: thread)
            multiply(
                slope, Operand(value, stride: stride, transposed: true), into: gradient, stride: length,
                rows: length, columns: length, depth: headSize)
            dropout?.apply(to: gradient, count: length * length, stream: item)
            fledge_softmax_backward(probabilities, scale, gradient, length, length)
            if bias != nil {
                if let distanceGradients {
                    sumByDistance(gradient, length, into: distanceGradients + 2 * part.statistics(self))
                }
                fledge_scale(gradient, self.scale, length * length)
            }
            multiply(
                Operand(gradient, stride: length), Operand(key, stride: stride), into: queryGradient, stride: stride,
                rows: length, columns: headSize, depth: length)
            multiply(
                Operand(gradient, stride: length, transposed: true), Operand(query, stride: stride),
                into: keyGradient, stride: stride, rows: length, columns: headSize, depth: length)
        }
    }

    /// One head of one sequence.
    private struct Part {
        let first: Int, length: Int, column: Int, head: Int

        init(_ item: Int, _ attention: SelfAttention, _ offsets: [Int]) {
            let sequence = item / attention.headCount
            head = item % attention.headCount
            first = offsets[sequence]
            length = offsets[sequence + 1] - first
            column = head * attention.headSize
        }

        /// Where the saved statistics of this part begin: those of a sequence lie together, head after head.
        func statistics(_ attention: SelfAttention) -> Int { first * attention.headCount + head * length }
    }

    /// Square matrices for the longest sequence, some for each thread.
    private struct Scratch {
        let start: UnsafeMutablePointer<Float>
        let size: Int
        let matrices: Int

        init(matrices: Int, offsets: [Int], threads: Int, arena: Arena) {
            let longest = zip(offsets, offsets.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) }
            size = (longest * longest + 15) & ~15
            self.matrices = matrices
            start = arena.floats(size * matrices * threads)
        }

        func matrix(_ index: Int, thread: Int) -> UnsafeMutablePointer<Float> {
            start + (thread * matrices + index) * size
        }
    }

    private typealias Pointer = UnsafeMutablePointer<Float>

    private func heads(_ projections: Matrix, _ part: Part) -> (query: Pointer, key: Pointer, value: Pointer) {
        let query = projections.row(part.first) + part.column
        return (query, query + hiddenSize, query + 2 * hiddenSize)
    }

    /// Query by key for every pair of tokens.
    ///
    /// - Returns: What the scores are still to be multiplied by. Those with a bias are scaled already.
    private func scores(_ projections: Matrix, _ part: Part, bias: Matrix?, into result: Pointer) -> Float {
        let (query, key, _) = heads(projections, part)
        multiply(
            Operand(query, stride: projections.columns), Operand(key, stride: projections.columns, transposed: true),
            into: result, stride: part.length, rows: part.length, columns: part.length, depth: headSize)
        guard let bias else { return scale }
        let sameToken = bias.row(part.head) + bias.columns / 2
        for row in 0..<part.length {
            fledge_scale_add(result + row * part.length, scale, sameToken - row, part.length)
        }
        return 1
    }

    /// Adds up the diagonals of a square matrix, from the lower left corner to the upper right.
    private func sumByDistance(_ square: Pointer, _ length: Int, into sums: Pointer) {
        sums.update(repeating: 0, count: 2 * length - 1)
        for row in 0..<length { fledge_add(sums + (length - 1 - row), square + row * length, length) }
    }
}
