public import Evaluation
import Foundation
import InputOutput
import TaskHeads
import TensorKernels

/// The scores of a model on labelled rows.
public struct Judgement: Sendable, Codable, Equatable {
    /// The mean loss per row: a cross-entropy in nats, or a squared error for regression.
    public let loss: Double
    public let report: TaskReport

    /// The metrics by their JSON names; nested metrics join both names, as in `micro_f1`.
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

    /// A metric by name; `nil` if the task does not have it, or if it is not defined on the data.
    public subscript(measure: String) -> Double? { measures[measure] }

    /// The headline metrics, by name.
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

    /// Tells whether this evaluation is better than another.
    ///
    /// - Parameter name: The metric to compare by; `nil` for the task's own. Ties are decided by the loss.
    /// - Throws: `FledgeError` for a metric that the task does not have.
    func isBetter(than other: Judgement, by name: String?) throws -> Bool {
        let name = name ?? report.measureName
        return MeasureName.isBetter(
            name, (try measure(name), loss), than: (try other.measure(name), other.loss))
    }

    func measure(_ name: String) throws -> Double {
        let measures = measures
        guard let value = measures[name] else {
            throw FledgeError(
                .usage, "this task has no metric \"\(name)\"",
                expected: "one of \(measures.keys.sorted().joined(separator: ", "))")
        }
        return value
    }
}

extension Judgement {
    /// - Parameters:
    ///   - logits: The model's outputs for each row.
    ///   - targets: The true targets.
    ///   - numbers: Regression's targets in double precision and not standardized; empty to take them from `targets`.
    ///   - labels: The labels of the model, followed by those that it does not know.
    ///   - settings: The settings that turn logits into probabilities and labels.
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
            // A label that the model does not know is never predicted.
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
    /// The mean loss of independent labels.
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

    /// The scores as human-readable tables.
    public var rendered: String {
        switch self {
        case .classes(let report): report.rendered
        case .labelSets(let report): report.rendered
        case .numbers(let report): report.rendered
        case .entities(let report): report.rendered
        }
    }

    /// The name of the metric that decides which of two evaluations is better.
    public var measureName: String {
        switch self {
        case .classes(let report): report.meanAbsoluteError == nil ? "accuracy" : "mean_absolute_error"
        case .labelSets: "micro_f1"
        case .numbers: "root_mean_squared_error"
        case .entities: "strict_micro_f1"
        }
    }
}

/// In files, a report is encoded as itself.
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
