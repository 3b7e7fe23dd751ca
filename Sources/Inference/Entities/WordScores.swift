package import Entities
package import TaskHeads
package import TensorKernels

/// A model's scores for the tags of a text's words, `[words with tokens, tags]`.
///
/// Words without a token, such as a variation selector alone, have no scores.
package struct WordScores: Sendable {
    private var values: [Float]
    private let tagCount: Int
    private let wordCount: Int
    /// The indices of the words with scores, ascending.
    private let words: [Int]

    /// Collects the scores of each word's first token.
    ///
    /// - Parameter logits: For each window, the scores of its tokens, `[tokens, tags]`.
    package init(_ text: WindowedText, logits: some Sequence<[Float]>, tagCount: Int) {
        self.tagCount = tagCount
        wordCount = text.wordCount
        words = text.wordsWithTokens
        values = [Float](repeating: 0, count: words.count * tagCount)
        var places = [Int](repeating: 0, count: wordCount)
        for (place, word) in words.enumerated() { places[word] = place * tagCount }
        for (window, logits) in zip(text.windows, logits) {
            for word in window.words {
                let (place, first) = (places[word.number], word.tokens.lowerBound * tagCount)
                values.replaceSubrange(place..<place + tagCount, with: logits[first..<first + tagCount])
            }
        }
    }

    /// The best tags of the words.
    package func decoded(by decoding: TagDecoding, _ tags: TagSet) -> DecodedWords {
        var scores = self
        let (path, probabilities) = scores.withMatrix { (decoding.tags($0), decoding.probabilities($0)) }
        return DecodedWords(path, probabilities, of: words, wordCount: wordCount, tags)
    }

    /// Calls `body` with the scores as a matrix.
    package mutating func withMatrix<Result>(_ body: (Matrix) throws -> Result) rethrows -> Result {
        let tagCount = tagCount
        return try values.withUnsafeMutableBufferPointer { values in
            guard let start = values.baseAddress, !values.isEmpty else {
                return try withUnsafeTemporaryAllocation(of: Float.self, capacity: 1) { nothing in
                    // There are no words, so nothing is read.
                    guard let start = nothing.baseAddress else { preconditionFailure("one float was asked for") }
                    return try body(Matrix(start, rows: 0, columns: tagCount))
                }
            }
            return try body(Matrix(start, rows: values.count / tagCount, columns: tagCount))
        }
    }
}
