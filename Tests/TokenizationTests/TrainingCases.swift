import Foundation
import TestSupport
import Testing
import Tokenization

/// A vocabulary that the reference trained, and its training data.
struct TrainingCase: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let texts: [String]
    let vocabularySize: Int
    let minimumFrequency: Int
    let alphabetLimit: Int
    let lowercases: Bool
    /// Tells whether the order of the pieces was the same in every run of the reference.
    let isOrdered: Bool
    let specialTokens: [String]
    let pieces: [String]

    var testDescription: String { name }
    var normalizer: BertNormalizer { BertNormalizer(lowercases: lowercases) }

    var trainer: WordPieceTrainer {
        var trainer = WordPieceTrainer()
        trainer.vocabularySize = vocabularySize
        trainer.minimumFrequency = minimumFrequency
        trainer.alphabetLimit = alphabetLimit
        trainer.specialTokens = specialTokens
        return trainer
    }

    static let all: [TrainingCase] = {
        let data = FileManager.default.contents(atPath: Fixtures.path("Tokenization/training/cases.json")) ?? Data()
        return (try? JSONDecoder().decode([TrainingCase].self, from: data)) ?? []
    }()
}

extension Vocabulary {
    /// All pieces in the order of their ids. They are compared as bytes, since strings are equal if only their normal
    /// forms are.
    var allPieces: [[UInt8]] { (0..<count).map { Array(self[Int32($0)].utf8) } }
}

extension WordCounts {
    init(_ texts: [String], normalizer: BertNormalizer = BertNormalizer()) {
        self.init(normalizer: normalizer)
        for text in texts { add(text) }
    }
}
