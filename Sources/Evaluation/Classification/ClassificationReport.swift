/// What an evaluation of a classifier found, for people (``rendered``) and for programs (JSON with snake-case keys).
public struct ClassificationReport: Sendable, Equatable, Codable {
    /// The classes' names in the order of their indices.
    public var labels: [String]
    /// The number of examples.
    public var count: Int
    /// The share of examples whose class was predicted.
    public var accuracy: Double
    /// The plain mean of the classes' F1.
    public var macroF1: Double
    /// The mean of the classes' F1, weighted by their support.
    public var weightedF1: Double
    /// The scores of each class.
    public var perClass: [ClassScores]
    /// The counts: a row for each true class, in it a count for each predicted class.
    public var confusionMatrix: [[Int]]

    private enum CodingKeys: String, CodingKey {
        case labels, count, accuracy
        case macroF1 = "macro_f1"
        case weightedF1 = "weighted_f1"
        case perClass = "per_class"
        case confusionMatrix = "confusion_matrix"
    }

    public init(_ matrix: ConfusionMatrix) {
        labels = matrix.labels
        count = matrix.total
        accuracy = matrix.accuracy
        macroF1 = matrix.macroAverage.f1
        weightedF1 = matrix.weightedAverage.f1
        perClass = matrix.labels.indices.map(matrix.scores)
        confusionMatrix = matrix.labels.indices.map { truth in
            matrix.labels.indices.map { matrix[truth: truth, prediction: $0] }
        }
    }
}
