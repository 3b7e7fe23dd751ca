package import Entities

/// What a model says of the words of a text: the best sequence of tags.
package struct DecodedWords: Sendable {
    /// The tag of each word, as the scheme of the model writes ``entities``.
    package let tags: [EntityTag]
    /// The entities, as spans of words.
    ///
    /// A word without a token neither begins nor ends one; it is within one if the words around it are.
    package let entities: [EntitySpan]
    /// Of each word with a token, the output that was chosen and the probability of each output.
    private let scored: [(output: Int, probabilities: [Double])?]

    /// - Parameters:
    ///   - path: The outputs of the words that have tokens.
    ///   - probabilities: Of each of them the probability of each output.
    ///   - words: The numbers of these words, ascending.
    ///   - wordCount: The number of all words.
    init(_ path: [Int], _ probabilities: [[Double]], of words: [Int], wordCount: Int, _ tagSet: TagSet) {
        var scored = [(output: Int, probabilities: [Double])?](repeating: nil, count: wordCount)
        for (word, (output, probabilities)) in zip(words, zip(path, probabilities)) {
            scored[word] = (output, probabilities)
        }
        self.scored = scored
        entities = EntityReading.lenient.spans(of: path.map { tagSet.tags[$0] }).map { span in
            EntitySpan(words: words[span.words.lowerBound]..<words[span.words.upperBound - 1] + 1, type: span.type)
        }
        tags = tagSet.scheme.tags(for: entities, wordCount: wordCount)
    }

    /// The probability of the chosen output of each of some words, or of another output. Words without a token have none.
    package func probabilities(of words: Range<Int>, output: Int? = nil) -> [Double] {
        scored[words].compactMap { $0.map { $0.probabilities[output ?? $0.output] } }
    }
}
