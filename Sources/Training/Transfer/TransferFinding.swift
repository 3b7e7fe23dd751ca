public import Evaluation
import Foundation
import InputOutput
public import TaskHeads

/// The result of a ``TransferCheck``.
public struct TransferFinding: Sendable, Codable, Equatable {
    /// The contenders of the comparison.
    public enum Contender: String, Sendable, Codable, CaseIterable {
        /// The recipe on the pretrained weights.
        case pretrained
        /// The recipe on random weights.
        case random
        /// An output layer fitted to features of the frozen pretrained encoder.
        case frozen
        /// A bag-of-words model.
        case words

        /// A description for people.
        public var description: String {
            switch self {
            case .pretrained: "pretrained weights"
            case .random: "random weights"
            case .frozen: "head on frozen features"
            case .words: "bag of words"
            }
        }
    }

    /// The effect of pretraining.
    public enum Verdict: String, Sendable, Codable {
        case helped, nothing, hurt
    }

    /// The scores of a contender on the evaluation rows.
    public struct Result: Sendable, Codable, Equatable {
        public let contender: Contender
        /// The mean of ``TransferFinding/measure`` over the rows.
        public let score: Double
        /// All metrics of the task.
        public let measures: [String: Double]
        public let seconds: Double
        /// The score of each row; higher is better.
        let rowScores: [Double]
        /// Tells whether answers are either right or wrong.
        let isRightOrWrong: Bool

        private enum CodingKeys: String, CodingKey { case contender, score, measures, seconds }
    }

    /// The advantage of the pretrained weights over another contender, on the same rows.
    public struct Comparison: Sendable, Codable, Equatable {
        public let contender: Contender
        /// The mean of the rows' differences; positive if the pretrained weights are better.
        public let difference: Double
        public let standardError: Double
        /// The probability of a difference at least this large between equally good contenders: from McNemar's test, or
        /// from the normal distribution if answers are not simply right or wrong.
        public let pValue: Double
        /// McNemar's counts, if answers are either right or wrong.
        public let test: McNemarTest?

        var isBeyondChance: Bool { pValue < TransferFinding.chance }
    }

    public let task: TextTask
    /// The number of training rows and of evaluation rows.
    public let rowCount: Int, validationRowCount: Int
    /// Tells whether the evaluation rows were held out of the training data.
    public let isHeldOut: Bool
    /// The number of epochs of the trained contenders.
    public let epochs: Int
    /// The number of updates after which each training ends early; `nil` for none.
    public let maximumSteps: Int?
    /// The metric of a row.
    public let measure: String
    public let results: [Result]
    public let comparisons: [Comparison]
    public let verdict: Verdict
    /// The verdict, for people.
    public let sentence: String

    /// The p-value below which a difference is significant.
    static let chance = 0.05
}

extension TransferFinding {
    /// - Parameter results: The results of all contenders on the same rows, starting with the pretrained weights.
    init(
        results: [Result], task: TextTask, rowCount: Int, validationRowCount: Int, isHeldOut: Bool, epochs: Int,
        maximumSteps: Int? = nil
    ) {
        self.task = task
        self.rowCount = rowCount
        self.validationRowCount = validationRowCount
        self.isHeldOut = isHeldOut
        self.epochs = epochs
        self.maximumSteps = maximumSteps
        self.results = results
        measure = RowScore.name(task)
        let comparisons = results.dropFirst().map { Comparison(results[0], with: $0) }
        self.comparisons = comparisons
        let random = comparisons.first { $0.contender == .random }
        let verdict: Verdict =
            random.map { $0.isBeyondChance ? ($0.difference > 0 ? .helped : .hurt) : .nothing } ?? .nothing
        self.verdict = verdict
        sentence = Self.sentence(verdict, results: results, comparisons: comparisons, task: task)
    }
}

extension TransferFinding.Comparison {
    init(_ first: TransferFinding.Result, with second: TransferFinding.Result) {
        contender = second.contender
        let differences = zip(first.rowScores, second.rowScores).map { $0 - $1 }
        let count = Double(max(differences.count, 1))
        let mean = differences.reduce(0, +) / count
        let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        difference = mean
        standardError = (squares / max(count - 1, 1) / count).squareRoot()
        if first.isRightOrWrong {
            let test = McNemarTest(
                onlyFirstRight: differences.count { $0 > 0 }, onlySecondRight: differences.count { $0 < 0 })
            self.test = test
            pValue = test.pValue
        } else {
            test = nil
            pValue = standardError > 0 ? erfc(abs(mean) / standardError / 2.0.squareRoot()) : (mean == 0 ? 1 : 0)
        }
    }
}

/// The score of a row.
enum RowScore {
    static func name(_ task: TextTask) -> String {
        switch task {
        case .singleLabel: "accuracy"
        case .ordinal: "mean absolute error"
        case .multiLabel: "subset accuracy"
        case .regression: "mean squared error"
        case .entities: preconditionFailure("transfer is checked of models of whole texts")
        }
    }

    /// Tells whether lower values are better.
    static func isError(_ task: TextTask) -> Bool { task == .ordinal || task == .regression }

    static func scores(logits: [[Float]], targets: TargetBatch, labels: TaskLabels) -> [Double] {
        switch targets {
        case .classes(let classes):
            zip(logits, classes).map { logits, truth in
                let answer = logits.indexOfLargest ?? 0
                return labels.task == .ordinal ? -Double(abs(answer - truth)) : answer == truth ? 1 : 0
            }
        case .labelSets(let sets):
            zip(logits, sets).map { logits, set in
                set.indices.allSatisfy { (logits[$0] >= 0) == (set[$0] > 0) } ? 1 : 0
            }
        case .numbers(let numbers):
            zip(logits, numbers).map { logits, truth in
                let error = labels.scale.restored(logits.first ?? 0) - labels.scale.restored(truth)
                return -error * error
            }
        }
    }
}

extension TransferFinding.Result {
    init(
        _ contender: TransferFinding.Contender, logits: [[Float]], subject: ClassificationSubject,
        judgement: Judgement?, seconds: Double
    ) {
        self.contender = contender
        self.seconds = seconds
        measures = judgement?.measures ?? [:]
        let targets = subject.validation?.targets ?? .classes([])
        let scores = RowScore.scores(logits: logits, targets: targets, labels: subject.labels)
        rowScores = scores
        let task = subject.labels.task
        isRightOrWrong = !RowScore.isError(task)
        let mean = scores.reduce(0, +) / Double(max(scores.count, 1))
        score = RowScore.isError(task) ? -mean : mean
    }

    /// Decodes a result without its row scores.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        contender = try container.decode(TransferFinding.Contender.self, forKey: .contender)
        score = try container.decode(Double.self, forKey: .score)
        measures = try container.decode([String: Double].self, forKey: .measures)
        seconds = try container.decode(Double.self, forKey: .seconds)
        (rowScores, isRightOrWrong) = ([], false)
    }
}
