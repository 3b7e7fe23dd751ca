import Entities
import Evaluation
import Foundation
import TestSupport
import Testing

/// Tag sequences with the scores recorded by `record_entities.py`.
struct RecordedEntities: Decodable, Sendable {
    struct TypeScores: Decodable, Sendable {
        /// The number of entities that were right, predicted, and true.
        var counts: [Int]
        /// Precision, recall and F1.
        var scores: [Double]
    }

    struct Convention: Decodable, Sendable {
        var types: [String: TypeScores]
        var micro: [Double]
        var macro: [Double]?
        var weighted: [Double]
    }

    struct Conlleval: Decodable, Sendable {
        var types: [String: TypeScores]
        var overall: [Double]
        var counts: [Int]
        var words: Int
        var rightWords: Int
        var accuracy: Double?
    }

    var scheme: String
    var manner: String
    var gold: [String]
    var predicted: [String]
    var lenient: Convention
    var strict: Convention
    var conlleval: Conlleval

    var tagScheme: TagScheme { scheme == "IOBES" ? .bioes : .iob2 }

    func report() throws -> EntityReport {
        try EntityReport(truths: gold.map(tags), predictions: predicted.map(tags), scheme: tagScheme)
    }

    static let all: [RecordedEntities] = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            let file = URL(filePath: Fixtures.path("Evaluation/entities.json"))
            return try decoder.decode([RecordedEntities].self, from: Data(contentsOf: file))
        } catch {
            Issue.record("the recorded scores cannot be read: \(error)")
            return []
        }
    }()
}

/// Parses tags separated by spaces.
func tags(_ text: String) throws -> [EntityTag] {
    try text.split(separator: " ").map { try #require(EntityTag($0)) }
}
