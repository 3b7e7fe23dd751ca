import Datasets
import InputOutput
import TaskHeads

/// What the labels of data sets mean to a task: the outputs of the model, and each row's target.
///
/// A row's label is a text: the name of a class, several names with `|` between them, or a number.
struct TaskLabels {
    let task: TextTask
    /// The names of the model's outputs.
    let names: [String]
    /// What numbers are measured by; 0 and 1 where the task has none.
    let scale: TargetScale

    private static let separator: Character = "|"

    /// Takes the labels from the data set to learn from.
    ///
    /// - Throws: `FledgeError` where its labels do not suit the task.
    init(_ task: TextTask, training dataset: EncodedDataset) throws {
        self.task = task
        switch task {
        case .singleLabel, .ordinal:
            let labels = LabelSet(names: dataset.labelNames)
            try labels.requireSeveral(at: dataset.path)
            names = labels.names
            scale = TargetScale()
            if task == .ordinal { try Self.requireNumbers(dataset) }
        case .multiLabel:
            let labels = LabelSet(sorting: dataset.labelNames.flatMap(Self.parts))
            guard !labels.names.isEmpty else {
                throw FledgeError(.data, at: dataset.path, "no label", expected: "at least one label in some row")
            }
            names = labels.names
            scale = TargetScale()
        case .regression:
            names = ["value"]
            scale = TargetScale(of: try Self.numbers(dataset))
        case .entities: preconditionFailure("entities have no labels of whole texts")
        }
    }

    /// Takes the labels from a model that is judged.
    init(_ task: TextTask, names: [String]) {
        self.task = task
        self.names = names
        scale = TargetScale()
    }

    /// The target of each row.
    ///
    /// - Throws: `FledgeError` at the first row whose label training does not know.
    func targets(of dataset: EncodedDataset) throws -> TargetBatch {
        let labels = LabelSet(names: names)
        switch task {
        case .singleLabel, .ordinal:
            let classes = try labels.mapping(for: dataset)
            return .classes(dataset.rows.map { classes[$0.label ?? 0] })
        case .multiLabel:
            let sets = try dataset.labelNames.enumerated().map { number, text in
                var set = [Float](repeating: 0, count: names.count)
                for part in Self.parts(text) {
                    let place = Self.place(ofLabel: number, in: dataset)
                    set[try labels.index(of: part, at: place)] = 1
                }
                return set
            }
            let none = [Float](repeating: 0, count: names.count)
            return .labelSets(dataset.rows.map { $0.label.map { sets[$0] } ?? none })
        case .regression:
            return .numbers(try Self.numbers(dataset).map { Float(scale.standardized($0)) })
        case .entities: preconditionFailure("entities have no labels of whole texts")
        }
    }

    /// The number of rows of each class, or label.
    func counts(_ targets: TargetBatch) -> [Int] {
        var counts = [Int](repeating: 0, count: names.count)
        switch targets {
        case .classes(let classes): for label in classes { counts[label] += 1 }
        case .labelSets(let sets):
            for set in sets { for index in set.indices where set[index] > 0 { counts[index] += 1 } }
        case .numbers: break
        }
        return counts
    }

    private static func parts(_ label: String) -> [String] {
        label.split(separator: separator).map { String(String($0).trimmingSpaces) }
    }

    private static func numbers(_ dataset: EncodedDataset) throws -> [Double] {
        let numbers = dataset.labelNames.map { Double($0.trimmingSpaces) }
        if let number = numbers.firstIndex(where: { !($0?.isFinite ?? false) }) {
            throw FledgeError(
                .data, at: place(ofLabel: number, in: dataset), "the label is no number", expected: "a number",
                found: "\"\(dataset.labelNames[number])\"")
        }
        return dataset.rows.map { $0.label.flatMap { numbers[$0] } ?? 0 }
    }

    private static func requireNumbers(_ dataset: EncodedDataset) throws {
        _ = try numbers(dataset)
    }

    private static func place(ofLabel number: Int, in dataset: EncodedDataset) -> String {
        dataset.rows.first { $0.label == number }.map { "\(dataset.path):\($0.line)" } ?? dataset.path
    }
}

/// What numbers are measured by while a model learns them, so that they are about 0 and of a size of about 1.
struct TargetScale {
    var mean = 0.0
    var deviation = 1.0

    init() {}

    init(of numbers: [Double]) {
        let count = Double(max(numbers.count, 1))
        mean = numbers.reduce(0, +) / count
        deviation = (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
        if deviation == 0 { deviation = 1 }
    }

    func standardized(_ number: Double) -> Double { (number - mean) / deviation }

    func restored(_ number: Float) -> Double { Double(number) * deviation + mean }
}

extension String {
    /// Without spaces and tabs at the ends.
    fileprivate var trimmingSpaces: Substring {
        var text = self[...]
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text.drop { $0 == " " || $0 == "\t" }
    }
}
