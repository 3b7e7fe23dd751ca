import Datasets
import InputOutput
import TaskHeads

/// The meaning of dataset labels for a task: the outputs of the model, and the target of each row.
///
/// ``Datasets/LabelReading`` parses the text of the labels.
struct TaskLabels {
    let task: TextTask
    /// The names of the model's outputs.
    let names: [String]
    /// The scale of a regression's targets; 0 and 1 for other tasks.
    let scale: TargetScale

    /// Takes the labels from the training data.
    ///
    /// - Throws: `FledgeError` if they do not suit the task.
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

    /// Takes the labels from a model that is evaluated.
    init(_ task: TextTask, names: [String]) {
        self.task = task
        self.names = names
        scale = TargetScale()
    }

    /// The number of rows of each class or label.
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

/// The mean and standard deviation that targets are standardized with during training.
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
