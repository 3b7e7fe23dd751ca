public import Evaluation
import Foundation
import InputOutput
import TaskHeads
import TensorKernels

/// How well a model does on labelled rows.
public struct Judgement: Sendable, Codable, Equatable {
    /// The mean loss of a row: a cross-entropy in nats, or for numbers a squared error.
    public let loss: Double
    public let report: TaskReport

    /// The measures by the names that they have in JSON; those within others have both names, as `micro_f1`.
    public var measures: [String: Double] {
        if case .entities(let report) = report { return report.measures.merging(["loss": loss]) { $1 } }
        guard let data = try? JSONEncoder().encode(report),
            let value = try? JSONDecoder().decode(JSONValue.self, from: data)
        else { return ["loss": loss] }
        var measures = ["loss": loss]
        for (name, member) in value.objectValue ?? [:] {
            measures[name] = member.numberValue
            for (inner, number) in member.objectValue ?? [:] { measures["\(name)_\(inner)"] = number.numberValue }
        }
        return measures
    }

    /// A measure by its name; `nil` where the task has none of that name, or it is not defined on the data.
    public subscript(measure: String) -> Double? { measures[measure] }

    /// The few measures that people look at first, by name.
    public var highlights: [(name: String, value: Double)] {
        let names: [String] =
            switch report {
            case .classes(let report):
                report.meanAbsoluteError == nil
                    ? ["accuracy", "macro_f1"] : ["accuracy", "mean_absolute_error", "quadratic_weighted_kappa"]
            case .labelSets: ["micro_f1", "macro_f1", "subset_accuracy"]
            case .numbers: ["root_mean_squared_error", "spearman"]
            case .entities(let report):
                [
                    "strict_micro_f1",
                    report.seqevalDefault == nil ? "conlleval_micro_f1" : "seqeval_default_micro_f1", "token_accuracy",
                ]
            }
        let measures = measures
        return names.compactMap { name in
            measures[name].map {
                (MeasureName.title(name), $0)
            }
        }
    }

    /// Findings about the data that affect the scores, one sentence each.
    var findings: [String] {
        switch report {
        case .classes(let report): report.absentLabelFindings
        case .labelSets(let report): report.absentLabelFindings
        case .numbers, .entities: []
        }
    }

    /// Whether this is better than another judgement.
    ///
    /// - Parameter name: The measure that tells; `nil` for the task's own. Where it is the same, the loss does.
    /// - Throws: `FledgeError` for a measure that the task does not have.
    func isBetter(than other: Judgement, by name: String?) throws -> Bool {
        let name = name ?? report.measureName
        return MeasureName.isBetter(
            name, (try measure(name), loss), than: (try other.measure(name), other.loss))
    }

    func measure(_ name: String) throws -> Double {
        let measures = measures
        guard let value = measures[name] else {
            throw FledgeError(
                .usage, "there is no measure \"\(name)\" for this task",
                expected: "one of \(measures.keys.sorted().joined(separator: ", "))")
        }
        return value
    }
}

extension Judgement {
    /// - Parameters:
    ///   - logits: What the model gives for each row.
    ///   - targets: What it should have said.
    ///   - numbers: Regression's targets in double precision and not standardized; empty to take them from `targets`.
    ///   - labels: The labels of the model, and behind them those that it does not know.
    ///   - settings: How probabilities and labels are made of logits.
    init(
        logits: [[Float]], targets: TargetBatch, numbers exact: [Double] = [], labels: TaskLabels,
        settings: ClassifierSettings = ClassifierSettings()
    ) throws {
        switch targets {
        case .classes(let classes):
            let report = try ClassificationReport(
                labels: labels.names, truths: classes,
                logits: logits.map { $0.map { Double($0) } },
                isOrdinal: labels.task == .ordinal)
            self.init(loss: report.crossEntropy ?? 0, report: .classes(report))
        case .labelSets(let sets):
            // A label that the model does not know is never given.
            let unseen = labels.names.count - (logits.first?.count ?? labels.names.count)
            let predictions = try MultiLabelPredictions(
                labels: labels.names, truths: sets.flatMap { $0.map { $0 > 0 } },
                probabilities: logits.flatMap {
                    BinaryCrossEntropy.probabilities(logits: $0) + [Float](repeating: 0, count: unseen)
                })
            self.init(
                loss: Self.meanLoss(logits, targets: .labelSets(sets.map { Array($0.dropLast(unseen)) })),
                report: .labelSets(
                    MultiLabelReport(
                        predictions, thresholds: settings.thresholds.map { $0 + Array(repeating: 0.5, count: unseen) }))
            )
        case .numbers(let numbers):
            let report = try RegressionReport(
                truths: exact.isEmpty ? numbers.map(labels.scale.restored) : exact,
                predictions: logits.map { labels.scale.restored($0.first ?? 0) })
            let error = report.rootMeanSquaredError ?? 0
            self.init(loss: error * error, report: .numbers(report))
        }
    }
}

extension Judgement {
    /// The mean loss of labels each of which stands by itself.
    private static func meanLoss(_ logits: [[Float]], targets: TargetBatch) -> Double {
        guard let width = logits.first?.count else { return 0 }
        var values = logits.flatMap(\.self)
        return values.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return 0 }
            return BinaryCrossEntropy().loss(
                Matrix(start, rows: logits.count, columns: width), targets: targets,
                weight: 1 / Double(logits.count))
        }
    }
}

/// The scores of a task.
public enum TaskReport: Sendable, Equatable {
    case classes(ClassificationReport)
    case labelSets(MultiLabelReport)
    case numbers(RegressionReport)
    case entities(EntityReport)

    /// Tables for people.
    public var rendered: String {
        switch self {
        case .classes(let report): report.rendered
        case .labelSets(let report): report.rendered
        case .numbers(let report): report.rendered
        case .entities(let report): report.rendered
        }
    }

    /// The name of the measure that tells which of two judgements is the better one.
    public var measureName: String {
        switch self {
        case .classes(let report): report.meanAbsoluteError == nil ? "accuracy" : "mean_absolute_error"
        case .labelSets: "micro_f1"
        case .numbers: "root_mean_squared_error"
        case .entities: "strict_micro_f1"
        }
    }
}

/// In files, the report itself.
extension TaskReport: Codable {
    public init(from decoder: any Decoder) throws {
        if let report = try? ClassificationReport(from: decoder) {
            self = .classes(report)
        } else if let report = try? MultiLabelReport(from: decoder) {
            self = .labelSets(report)
        } else if let report = try? EntityReport(from: decoder) {
            self = .entities(report)
        } else {
            self = .numbers(try RegressionReport(from: decoder))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .classes(let report): try report.encode(to: encoder)
        case .labelSets(let report): try report.encode(to: encoder)
        case .numbers(let report): try report.encode(to: encoder)
        case .entities(let report): try report.encode(to: encoder)
        }
    }
}
