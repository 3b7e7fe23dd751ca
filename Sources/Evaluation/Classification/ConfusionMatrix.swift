/// How often each class was predicted for each true class, and the measures that follow from it.
///
/// Where a measure would divide by zero it is 0. Averages run over all classes of the matrix, absent ones included, as
/// scikit-learn's do when it is given the labels.
public struct ConfusionMatrix: Sendable, Equatable {
    /// The classes' names by index.
    public let labels: [String]
    /// The counts, shape `[truth, prediction]`, row after row.
    public private(set) var counts: [Int]

    /// An empty matrix.
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

    /// How often `prediction` was predicted where `truth` was true.
    public subscript(truth truth: Int, prediction prediction: Int) -> Int {
        counts[truth * labels.count + prediction]
    }

    /// The number of examples.
    public var total: Int { counts.reduce(0, +) }

    /// The number of examples whose class was predicted.
    public var correct: Int { labels.indices.reduce(0) { $0 + self[truth: $1, prediction: $1] } }

    /// The share of examples whose class was predicted.
    public var accuracy: Double { Self.ratio(correct, total) }

    /// Precision, recall, F1 and support of one class.
    public func scores(of label: Int) -> ClassScores {
        let hits = self[truth: label, prediction: label]
        let predicted = labels.indices.reduce(0) { $0 + self[truth: $1, prediction: label] }
        let support = labels.indices.reduce(0) { $0 + self[truth: label, prediction: $1] }
        return ClassScores(
            label: labels[label], precision: Self.ratio(hits, predicted), recall: Self.ratio(hits, support),
            f1: Self.ratio(2 * hits, predicted + support), support: support)
    }

    private static func ratio(_ part: Int, _ whole: Int) -> Double {
        whole == 0 ? 0 : Double(part) / Double(whole)
    }
}
