import Inference
import InputOutput
package import TaskHeads

/// The parts of a classifier's predictions to write.
package struct ClassifierOptions: Sendable, Equatable {
    /// Writes the scores of all labels.
    package var allScores = false
    /// Writes the logits.
    package var logits = false
    /// The number of labels to write, most probable first.
    package var topLabels = 1
    /// The minimum probability of a label, below which it is withheld; `nil` for none or, if a text may have several
    /// labels, for the model's own thresholds.
    package var threshold: Double?
    /// The task that the user specified; `nil` for the model's own.
    package var task: TextTask?

    package init() {}

    var settings: [String: String] {
        var settings = [
            "all scores": "\(allScores)", "logits": "\(logits)", "top labels": "\(topLabels)",
            "threshold": threshold.map { "\($0)" } ?? "none",
        ]
        settings["task"] = task?.rawValue
        return settings
    }

    /// - Throws: `FledgeError` with category `usage` if the options do not suit the task.
    func check(task: TextTask, labelCount: Int) throws {
        func refuse(_ option: String, _ reason: String) -> FledgeError {
            FledgeError(.usage, "\(option) does not apply to this model", found: reason, advice: "leave it out")
        }
        if task == .regression {
            if threshold != nil { throw refuse("--threshold", "a model that predicts a number") }
            if topLabels != 1 { throw refuse("--top-k", "a model that predicts a number") }
        }
        if task == .multiLabel, topLabels != 1 { throw refuse("--top-k", "a multi-label model") }
        guard topLabels <= labelCount else {
            throw FledgeError(
                .usage, "--top-k exceeds the number of labels", expected: "at most \(labelCount)", found: "\(topLabels)"
            )
        }
    }
}

/// The columns of a classifier's predictions, and their values.
struct ClassifierAnswers: Sendable {
    let columns: [LabelColumn]
    private let labels: [String]
    private let task: TextTask
    private let options: ClassifierOptions

    /// - Throws: `FledgeError` with category `usage` if the options do not suit the task.
    init(task: TextTask, labels: [String], options: ClassifierOptions) throws {
        try options.check(task: task, labelCount: labels.count)
        self.task = task
        self.labels = labels
        self.options = options
        var columns: [LabelColumn] = []
        switch task {
        case .regression: columns.append(LabelColumn("value", .number))
        case .entities: preconditionFailure("a classifier of whole texts names no entities")
        case .multiLabel: columns += [LabelColumn("labels", .labels), LabelColumn("scores", .numbers(names: labels))]
        case .singleLabel, .ordinal:
            columns += [LabelColumn("label", .text), LabelColumn("score", .number)]
            for rank in 1..<max(options.topLabels, 1) {
                columns += [LabelColumn("label_\(rank + 1)", .text), LabelColumn("score_\(rank + 1)", .number)]
            }
            if options.allScores { columns.append(LabelColumn("scores", .numbers(names: labels))) }
        }
        if options.logits { columns.append(LabelColumn("logits", .numbers(names: labels))) }
        self.columns = columns
    }

    func values(_ prediction: TextClassifier.Prediction) -> [LabelValue] {
        var values: [LabelValue] = []
        switch task {
        case .regression: values.append(.number(prediction.value ?? .nan))
        case .entities: preconditionFailure("a classifier of whole texts names no entities")
        case .multiLabel: values += [.labels(given(prediction)), .numbers(prediction.scores)]
        case .singleLabel, .ordinal:
            for index in best(prediction.scores) {
                let score = prediction.scores[index]
                values.append(Double(score) >= options.threshold ?? 0 ? .text(labels[index]) : .absent)
                values.append(.number(score))
            }
            if options.allScores { values.append(.numbers(prediction.scores)) }
        }
        if options.logits { values.append(.numbers(prediction.logits)) }
        return values
    }

    /// The labels of a text that may have several.
    private func given(_ prediction: TextClassifier.Prediction) -> [String] {
        guard let threshold = options.threshold else { return prediction.labels }
        return zip(labels, prediction.scores).filter { Double($1) >= threshold }.map(\.0)
    }

    /// The indices of the most probable labels, in descending order of probability; ties are in label order.
    private func best(_ scores: [Float]) -> [Int] {
        guard options.topLabels > 1 else { return [scores.indexOfLargest ?? 0] }
        let sorted = scores.indices.sorted { (scores[$0], $1) > (scores[$1], $0) }
        return Array(sorted.prefix(options.topLabels))
    }
}
