package import Entities

/// The best tag sequence that a model predicts for the words of a text.
package struct DecodedWords: Sendable {
    /// The tag of each word: ``entities`` written in the model's scheme.
    package let tags: [EntityTag]
    /// The entities, as spans of words.
    ///
    /// A word without a token neither begins nor ends an entity; it is inside one if the words around it are.
    package let entities: [EntitySpan]
    /// For each word with a token, the chosen output and the probability of each output.
    private let scored: [(output: Int, probabilities: [Double])?]

    /// - Parameters:
    ///   - path: The outputs of the words that have tokens.
    ///   - probabilities: For each of these words, the probability of each output.
    ///   - words: The indices of these words, ascending.
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

    /// The probabilities of the chosen output, or of a given one, of each word in a range. Words without a token have
    /// none.
    package func probabilities(of words: Range<Int>, output: Int? = nil) -> [Double] {
        scored[words].compactMap { $0.map { $0.probabilities[output ?? $0.output] } }
    }
}
