public import Checkpoints
import InputOutput

/// A sequence classifier's settings in the model's configuration, besides the label names.
public struct ClassifierSettings: TaskSettings, Equatable {
    public var task = TextTask.singleLabel
    /// The activation of the only output of a regression model: the identity if it was trained on numbers, the sigmoid
    /// for a cross-encoder that names no other.
    public var activation = OutputActivation.identity
    /// The minimum probability at which each label is predicted, for multi-label models; `nil` for 0.5.
    public var thresholds: [Double]?
    /// The columns that the model was trained on; `nil` if the directory does not record them.
    public var columns: TrainedColumns?

    public init() {}

    private static let problemType = "problem_type"

    /// - Parameter task: The task, if the configuration does not name it or names the wrong one.
    /// - Throws: `FledgeError` at the invalid setting.
    public init(_ configuration: ModelConfiguration, labelCount: Int, task requested: TextTask? = nil) throws {
        let named = try configuration.string(Self.problemType, default: "")
        let activation = try OutputActivation.named(in: configuration, labelCount: labelCount)
        let problemType =
            requested?.problemType
            ?? (named.isEmpty ? Self.defaultTask(labelCount, activation).problemType ?? "" : named)
        guard let task = TextTask.ofWholeTexts.first(where: { $0.problemType == problemType }) else {
            throw FledgeError(
                .data, at: "\(configuration.path): \(Self.problemType)", "this kind of classifier is not supported",
                expected: Set(TextTask.ofWholeTexts.compactMap(\.problemType)).sorted().joined(separator: ", "),
                found: problemType)
        }
        guard task != .regression || labelCount == 1 else {
            if requested != nil {
                throw FledgeError(
                    .usage, at: configuration.path, "a model with several outputs does not give a number",
                    expected: "one output", found: "\(labelCount)")
            }
            throw FledgeError(
                .data, at: "\(configuration.path): \(Self.problemType)",
                "models of regression with several outputs are not supported", expected: "one output",
                found: "\(labelCount)")
        }
        guard labelCount != 1 || task == .regression || task == .multiLabel else {
            throw FledgeError(
                requested == nil ? .data : .usage, at: "\(configuration.path): \(Self.problemType)",
                "a model with one output cannot choose between labels: its score would always be 1",
                expected: "regression or multi_label_classification, or two outputs", found: problemType)
        }
        self.task = requested ?? task
        if labelCount > 1, requested == nil { try activation?.requireProbabilities(in: configuration) }
        if task == .regression {
            self.activation = activation ?? (requested == nil && named.isEmpty ? .sigmoid : .identity)
        }
        guard let own = configuration.values[Self.key]?.objectValue else { return }
        let place = "\(configuration.path): \(Self.key)"
        if let name = own["task"]?.stringValue, requested == nil {
            guard let task = TextTask(rawValue: name), task.problemType == problemType else {
                throw FledgeError(.data, at: "\(place): task", "the task does not fit \(problemType)", found: name)
            }
            self.task = task
        }
        if let thresholds = own["thresholds"] {
            let numbers = thresholds.arrayValue?.compactMap(\.numberValue)
            guard let numbers, numbers.count == labelCount, numbers.allSatisfy({ (0...1).contains($0) }) else {
                throw FledgeError(
                    .data, at: "\(place): thresholds", "the thresholds do not fit the labels",
                    expected: "\(labelCount) numbers from 0 to 1", found: thresholds.excerpt)
            }
            self.thresholds = numbers
        }
        columns = try own[TrainedColumns.key].map { try TrainedColumns($0, at: place) }
    }

    /// The default task if a configuration names none.
    private static func defaultTask(_ labelCount: Int, _ activation: OutputActivation?) -> TextTask {
        if labelCount == 1 { return .regression }
        // Several outputs with a sigmoid each are labels that do not exclude each other.
        return activation == .sigmoid ? .multiLabel : .singleLabel
    }

    /// Writes the settings into a configuration.
    public func write(to configuration: inout ModelConfiguration) {
        configuration.values[Self.problemType] = task.problemType.map(JSONValue.string)
        if task == .regression {
            activation.write(to: &configuration)
        } else {
            OutputActivation.remove(from: &configuration)
        }
        var own: [String: JSONValue] = [:]
        if task == .ordinal { own["task"] = .string(task.rawValue) }
        if let thresholds { own["thresholds"] = .array(thresholds.map(JSONValue.number)) }
        if let columns { own[TrainedColumns.key] = columns.value }
        configuration.values[Self.key] = own.isEmpty ? nil : .object(own)
    }
}
