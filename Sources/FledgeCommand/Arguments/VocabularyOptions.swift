import ArgumentParser
import Tokenization

/// The settings of a vocabulary; each has the trainer's own default.
struct VocabularyOptions: ParsableArguments {
    private static let standard = WordPieceTrainer()

    @Option(help: "The most pieces that the vocabulary may have.")
    var vocabularySize = standard.vocabularySize
    @Option(help: "How often a pair of pieces must occur to become a piece.")
    var minimumFrequency = standard.minimumFrequency
    @Option(help: "How many different characters become pieces, the most frequent ones; 0 for all. (default: 1000)")
    var limitAlphabet: Int?
    @Flag(help: "Keep capital letters; by default text is lower-cased.")
    var cased = false
    @Flag(inversion: .prefixedNo, help: "Remove accents, or keep them; by default removed unless --cased is given.")
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
