public import Checkpoints
import InputOutput

/// What the configuration of a model with a head for sequences says of its answers, besides the labels' names.
public struct ClassifierSettings: TaskSettings, Equatable {
    public var task = TextTask.singleLabel
    /// What logits are divided by before they become probabilities, so that these are as high as the model is often right.
    public var temperature = 1.0
    /// From which probability each label is given, where there may be several; `nil` for 0.5.
    public var thresholds: [Double]?

    public init() {}

    private static let problemType = "problem_type"

    /// - Throws: `FledgeError` at the setting that makes no sense.
    public init(_ configuration: ModelConfiguration, labelCount: Int) throws {
        let problemType = try configuration.string(
            Self.problemType, default: (labelCount == 1 ? TextTask.regression : task).problemType ?? "")
        guard let task = TextTask.ofWholeTexts.first(where: { $0.problemType == problemType }) else {
            throw FledgeError(
                .data, at: "\(configuration.path): \(Self.problemType)", "this kind of classifier is not supported",
                expected: Set(TextTask.ofWholeTexts.compactMap(\.problemType)).sorted().joined(separator: ", "),
                found: problemType)
        }
        guard task != .regression || labelCount == 1 else {
            throw FledgeError(
                .data, at: "\(configuration.path): \(Self.problemType)",
                "models of regression with several outputs are not supported", expected: "one output",
                found: "\(labelCount)")
        }
        self.task = task
        guard let own = configuration.values[Self.key]?.objectValue else { return }
        let place = "\(configuration.path): \(Self.key)"
        if let name = own["task"]?.stringValue {
            guard let task = TextTask(rawValue: name), task.problemType == problemType else {
                throw FledgeError(.data, at: "\(place): task", "the task does not fit \(problemType)", found: name)
            }
            self.task = task
        }
        if let temperature = own["temperature"] {
            guard let number = temperature.numberValue, number > 0, number.isFinite else {
                throw FledgeError(
                    .data, at: "\(place): temperature", "the temperature is out of range", expected: "above 0",
                    found: temperature.excerpt)
            }
            self.temperature = number
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
    }

    /// Writes the settings into a configuration.
    public func write(to configuration: inout ModelConfiguration) {
        configuration.values[Self.problemType] = task.problemType.map(JSONValue.string)
        var own: [String: JSONValue] = [:]
        if task == .ordinal { own["task"] = .string(task.rawValue) }
        if temperature != 1 { own["temperature"] = .number(temperature) }
        if let thresholds { own["thresholds"] = .array(thresholds.map(JSONValue.number)) }
        configuration.values[Self.key] = own.isEmpty ? nil : .object(own)
    }
}
