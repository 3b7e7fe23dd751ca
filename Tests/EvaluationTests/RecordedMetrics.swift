import Evaluation
import Foundation
import TestSupport
import Testing

/// The metrics recorded by `record_metrics.py`.
struct RecordedMetrics: Decodable, Sendable {
    struct Classification: Decodable, Sendable, CustomTestStringConvertible {
        struct Reliability: Decodable, Sendable {
            var binCount: Int
            var counts: [Int]
            var confidences: [Double?]
            var accuracies: [Double?]
            var expectedError: Double
            var maximumError: Double
        }

        var name: String
        var classCount: Int
        var truth: [Int]
        var logits: [Double]?
        var probabilities: [Double]?
        var prediction: [Int]
        var accuracy: Double
        var balancedAccuracy: Double
        var matthewsCorrelation: Double
        var micro: [Double]
        /// Over the classes among the truths or the predictions.
        var macro: [Double]
        var macroAllLabels: [Double]
        var weighted: [Double]
        var classRocAuc: [Double?]
        var classAveragePrecision: [Double?]
        var rocAuc: Double?
        var averagePrecision: Double?
        var crossEntropy: Double
        var brierScore: Double
        var meanAbsoluteError: Double
        var quadraticWeightedKappa: Double?
        var reliability: [Reliability]
        var temperature: Double?

        var testDescription: String { name }

        func predictions() throws -> ClassPredictions {
            let labels = (0..<classCount).map { "class \($0)" }
            if let logits { return try ClassPredictions(labels: labels, truths: truth, logits: logits) }
            return try ClassPredictions(labels: labels, truths: truth, probabilities: #require(probabilities))
        }
    }

    struct MultiLabel: Decodable, Sendable, CustomTestStringConvertible {
        struct Scores: Decodable, Sendable {
            var scores: [Double]
            var support: Int
            var rocAuc: Double?
            var averagePrecision: Double?
        }

        var name: String
        var labelCount: Int
        var truth: [Bool]
        var probabilities: [Double]
        var thresholds: [Double]
        var subsetAccuracy: Double
        var hammingLoss: Double
        var bestThresholds: [Double]
        var labels: [Scores]
        var micro: Scores
        var macro: Scores
        var weighted: Scores
        var samples: Scores

        var testDescription: String { name }

        func predictions() throws -> MultiLabelPredictions {
            try MultiLabelPredictions(
                labels: (0..<labelCount).map { "label \($0)" }, truths: truth, probabilities: probabilities)
        }
    }

    struct Regression: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var truth: [Double]
        var prediction: [Double]
        var rootMeanSquaredError: Double
        var meanAbsoluteError: Double
        var rSquared: Double?
        var pearson: Double?
        var spearman: Double?
        var largestErrors: [Int]

        var testDescription: String { name }
    }

    struct McNemar: Decodable, Sendable, CustomTestStringConvertible {
        var first: Int
        var second: Int
        var isExact: Bool
        var statistic: Double
        var p: Double

        var testDescription: String { "\(first) against \(second)" }
    }

    struct Bootstrap: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var values: [Double]
        var resamples: Int
        var level: Double
        var seed: UInt64
        var estimate: Double
        var lower: Double
        var upper: Double

        var testDescription: String { name }
    }

    var classification: [Classification] = []
    var multiLabel: [MultiLabel] = []
    var regression: [Regression] = []
    var mcnemar: [McNemar] = []
    var bootstrap: [Bootstrap] = []

    static let all: RecordedMetrics = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            let file = URL(filePath: Fixtures.path("Evaluation/metrics.json"))
            return try decoder.decode(RecordedMetrics.self, from: Data(contentsOf: file))
        } catch {
            Issue.record("the recorded measures cannot be read: \(error)")
            return RecordedMetrics()
        }
    }()
}

/// Tells whether two metrics are equal up to rounding, or both undefined.
func agree(_ found: Double?, _ recorded: Double?) -> Bool {
    guard let found, let recorded else { return found == nil && recorded == nil }
    return abs(found - recorded) <= 1e-12 * max(1, abs(recorded))
}

/// Tells whether two lists of metrics are equal up to rounding, and undefined at the same positions.
func agree(_ found: [Double?], _ recorded: [Double?]) -> Bool {
    found.count == recorded.count && zip(found, recorded).allSatisfy { agree($0, $1) }
}

/// JSON with members sorted by name.
func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}

/// A value after a round trip through JSON.
func comeback<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
}

@Suite struct RecordedMetricsTests {
    @Test func casesAreThere() {
        let all = RecordedMetrics.all
        #expect(all.classification.count == 17)
        #expect(all.multiLabel.count == 8)
        #expect(all.regression.count == 9)
        #expect(all.mcnemar.count == 13)
        #expect(all.bootstrap.count == 3)
    }
}
