package import TensorKernels

/// The scores that a model gives to the tags of a text's words, `[words, tags]`.
package struct WordScores: Sendable {
    private var values: [Float]
    private let tagCount: Int

    /// Those of each word's first piece. A word without a piece has 0 for every tag: its neighbours decide.
    ///
    /// - Parameter logits: For each window the scores of its tokens, `[tokens, tags]`.
    package init(_ text: WindowedText, logits: some Sequence<[Float]>, tagCount: Int) {
        self.tagCount = tagCount
        values = [Float](repeating: 0, count: text.wordCount * tagCount)
        for (window, logits) in zip(text.windows, logits) {
            for word in window.words {
                let first = word.tokens.lowerBound * tagCount
                values.replaceSubrange(
                    word.number * tagCount..<(word.number + 1) * tagCount, with: logits[first..<first + tagCount])
            }
        }
    }

    /// Calls `body` with the scores as a matrix.
    package mutating func withMatrix<Result>(_ body: (Matrix) throws -> Result) rethrows -> Result {
        let tagCount = tagCount
        return try values.withUnsafeMutableBufferPointer { values in
            guard let start = values.baseAddress, !values.isEmpty else {
                return try withUnsafeTemporaryAllocation(of: Float.self, capacity: 1) { nothing in
                    // There is no word, so that nothing is read.
                    guard let start = nothing.baseAddress else { preconditionFailure("one float was asked for") }
                    return try body(Matrix(start, rows: 0, columns: tagCount))
                }
            }
            return try body(Matrix(start, rows: values.count / tagCount, columns: tagCount))
        }
    }
}
