/// The counts of predicted classes for each true class, and the metrics computed from them.
///
/// A metric that would divide by zero is 0. The macro average covers the classes that occur among the true or predicted
/// classes, as scikit-learn's does by default; ``macroAverageOfAllLabels`` covers every class.
public struct ConfusionMatrix: Sendable, Equatable {
    /// The classes' names by index.
    public let labels: [String]
    /// The counts, shape `[truth, prediction]`, row after row.
    public private(set) var counts: [Int]

    /// Creates an empty matrix.
    public init(labels: [String]) {
        self.labels = labels
        counts = Array(repeating: 0, count: labels.count * labels.count)
    }

    /// Counts one example.
    public mutating func add(truth: Int, prediction: Int) {
        precondition(labels.indices.contains(truth) && labels.indices.contains(prediction), "no such class")
        counts[truth * labels.count + prediction] += 1
    }

    /// Adds the counts of another matrix over the same classes.
    public mutating func add(_ other: ConfusionMatrix) {
        precondition(labels == other.labels, "the matrices have different classes")
        for index in counts.indices { counts[index] += other.counts[index] }
    }

    /// The number of times that `prediction` was predicted for the true class `truth`.
    public subscript(truth truth: Int, prediction prediction: Int) -> Int {
        counts[truth * labels.count + prediction]
    }

    /// The number of examples.
    public var total: Int { counts.reduce(0, +) }

    /// The number of examples predicted correctly.
    public var correct: Int { labels.indices.reduce(0) { $0 + self[truth: $1, prediction: $1] } }

    /// The share of examples predicted correctly.
    public var accuracy: Double { ratio(correct, total) }

    /// The number of examples of a class.
    func support(of label: Int) -> Int { labels.indices.reduce(0) { $0 + self[truth: label, prediction: $1] } }

    /// The number of examples predicted to be of a class.
    func predicted(_ label: Int) -> Int { labels.indices.reduce(0) { $0 + self[truth: $1, prediction: label] } }

    /// Precision, recall, F1 and support of one class.
    public func scores(of label: Int) -> ClassScores {
        ClassScores(
            label: labels[label], hits: self[truth: label, prediction: label], predicted: predicted(label),
            support: support(of: label))
    }

    /// The unweighted mean over the classes that occur among the true or predicted classes (scikit-learn's default).
    public var macroAverage: ClassScores {
        labels.indices.filter(occurs).map(scores).mean("macro average", support: total) { _ in 1 }
    }

    /// The unweighted mean over all classes; a class that does not occur scores 0 (scikit-learn's mean if given
    /// `labels`).
    public var macroAverageOfAllLabels: ClassScores {
        labels.indices.map(scores).mean("macro average of all labels", support: total) { _ in 1 }
    }

    /// Returns true if a class occurs among the true or predicted classes.
    private func occurs(_ label: Int) -> Bool { support(of: label) > 0 || predicted(label) > 0 }

    /// The mean over the classes, weighted by their support.
    public var weightedAverage: ClassScores {
        labels.indices.map(scores).mean("weighted average", support: total) { Double($0.support) }
    }

    /// The scores computed from all classes' counts together. Each of them is the accuracy, since every example has one
    /// class.
    public var microAverage: ClassScores {
        ClassScores(label: "micro average", hits: correct, predicted: total, support: total)
    }
}
