/// How well one class or label, or an average of them, was told apart.
public struct ClassScores: Sendable, Equatable, Codable {
    /// The class's name, or the average's.
    public var label: String
    /// The share of the class's predictions that were true.
    public var precision: Double
    /// The share of the class's examples that were predicted.
    public var recall: Double
    /// The harmonic mean of precision and recall.
    public var f1: Double
    /// The number of the class's examples.
    public var support: Int
    /// The area under the receiver operating characteristic of the class against all others; `nil` where
    /// probabilities are not known or one of the two sides has no example.
    public var rocAUC: Double?
    /// The average precision, the area under the curve of precision over recall; `nil` where probabilities are not
    /// known or the class has no example.
    public var averagePrecision: Double?

    private enum CodingKeys: String, CodingKey {
        case label, precision, recall, f1, support
        case rocAUC = "roc_auc"
        case averagePrecision = "average_precision"
    }

    public init(
        label: String, precision: Double, recall: Double, f1: Double, support: Int, rocAUC: Double? = nil,
        averagePrecision: Double? = nil
    ) {
        self.label = label
        self.precision = precision
        self.recall = recall
        self.f1 = f1
        self.support = support
        self.rocAUC = rocAUC
        self.averagePrecision = averagePrecision
    }

    /// The scores that follow from counts; 0 where a measure would divide by zero.
    ///
    /// - Parameters:
    ///   - hits: How many of the class's examples were predicted.
    ///   - predicted: How many examples were predicted to be of the class.
    ///   - support: How many examples are of the class.
    init(label: String, hits: Int, predicted: Int, support: Int) {
        self.init(
            label: label, precision: ratio(hits, predicted), recall: ratio(hits, support),
            f1: ratio(2 * hits, predicted + support), support: support)
    }
}

/// A part of a whole; 0 where the whole is nothing.
func ratio(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }

extension [ClassScores] {
    /// The mean of each measure, with a weight for each of the scores; 0 where they weigh nothing.
    func mean(_ name: String, support: Int, weight: (ClassScores) -> Double) -> ClassScores {
        let whole = reduce(0) { $0 + weight($1) }
        func mean(_ measure: (ClassScores) -> Double) -> Double {
            whole == 0 ? 0 : reduce(0) { $0 + weight($1) * measure($1) } / whole
        }
        return ClassScores(
            label: name, precision: mean(\.precision), recall: mean(\.recall), f1: mean(\.f1), support: support)
    }
}
