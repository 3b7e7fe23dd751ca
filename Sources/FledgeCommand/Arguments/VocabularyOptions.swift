import ArgumentParser
import Tokenization

/// The settings of a vocabulary; each has the trainer's own default.
struct VocabularyOptions: ParsableArguments {
    private static let standard = WordPieceTrainer()

    @Option(help: "Maximum number of pieces of the vocabulary.")
    var vocabularySize = standard.vocabularySize
    @Option(help: "Number of occurrences that a pair of pieces needs to become a piece.")
    var minimumFrequency = standard.minimumFrequency
    @Option(
        help: """
            Number of characters that become pieces, the most frequent first; 0 for all (default: 1000).
            """)
    var limitAlphabet: Int?
    @Flag(help: "Keep the case of letters (default: lowercase the text).")
    var cased = false
    @Flag(inversion: .prefixedNo, help: "Remove accents, or keep them (default: remove them unless --cased is given).")
    var stripAccents: Bool?

    var normalizer: BertNormalizer { BertNormalizer(stripsAccents: stripAccents, lowercases: !cased) }

    var trainer: WordPieceTrainer {
        var trainer = WordPieceTrainer()
        trainer.vocabularySize = vocabularySize
        trainer.minimumFrequency = minimumFrequency
        if let limitAlphabet { trainer.alphabetLimit = limitAlphabet == 0 ? nil : limitAlphabet }
        return trainer
    }
}
