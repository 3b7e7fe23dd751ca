import Datasets
import InputOutput
import TaskHeads

/// What the labels of data sets mean to a task: the outputs of the model, and each row's target.
///
/// The text of a row's label is read as ``Datasets/LabelReading`` does.
struct TaskLabels {
    let task: TextTask
    /// The names of the model's outputs.
    let names: [String]
    /// What numbers are measured by; 0 and 1 where the task has none.
    let scale: TargetScale

    /// Takes the labels from the data set to learn from.
    ///
    /// - Throws: `FledgeError` where its labels do not suit the task.
    init(_ task: TextTask, training dataset: EncodedDataset) throws {
        self.task = task
        let reading = try dataset.labels(task.labelKind)
        switch task {
        case .singleLabel, .ordinal:
            let labels = LabelSet(names: reading.classes)
            try labels.requireSeveral(at: dataset.path)
            names = labels.names
            scale = TargetScale()
        case .multiLabel:
            guard !reading.classes.isEmpty else {
                throw FledgeError(.data, at: dataset.path, "no label", expected: "at least one label in some row")
            }
            names = reading.classes
            scale = TargetScale()
        case .regression:
            names = ["value"]
            scale = TargetScale(of: Self.numbers(dataset, reading))
        case .entities: preconditionFailure("entities have no labels of whole texts")
        }
    }

    /// Takes the labels from a model that is judged.
    init(_ task: TextTask, names: [String]) {
        self.task = task
        self.names = names
        scale = TargetScale()
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
