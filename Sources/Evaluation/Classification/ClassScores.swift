/// The scores of one class or label, or of an average.
public struct ClassScores: Sendable, Equatable, Codable {
    /// The name of the class or average.
    public var label: String
    /// The share of the class's predictions that are correct.
    public var precision: Double
    /// The share of the class's examples that are predicted correctly.
    public var recall: Double
    /// The harmonic mean of precision and recall.
    public var f1: Double
    /// The number of the class's examples.
    public var support: Int
    /// The area under the ROC curve of the class against all others; `nil` if probabilities are not known or one of the
    /// two sides has no examples.
    public var rocAUC: Double?
    /// The average precision, the area under the precision-recall curve; `nil` if probabilities are not known or the
    /// class has no examples.
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

    /// Computes the scores from counts; a metric that would divide by zero is 0.
    ///
    /// - Parameters:
    ///   - hits: The number of the class's examples that are predicted correctly.
    ///   - predicted: The number of examples predicted to be of the class.
    ///   - support: The number of examples of the class.
    init(label: String, hits: Int, predicted: Int, support: Int) {
        self.init(
            label: label, precision: ratio(hits, predicted), recall: ratio(hits, support),
            f1: ratio(2 * hits, predicted + support), support: support)
    }
}

/// The ratio of a part to a whole; 0 if the whole is 0.
func ratio(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }

extension [ClassScores] {
    /// The weighted mean of each metric; 0 if the weights are all 0.
    func mean(_ name: String, support: Int, weight: (ClassScores) -> Double) -> ClassScores {
        let whole = reduce(0) { $0 + weight($1) }
        func mean(_ measure: (ClassScores) -> Double) -> Double {
            whole == 0 ? 0 : reduce(0) { $0 + weight($1) * measure($1) } / whole
        }
        return ClassScores(
            label: name, precision: mean(\.precision), recall: mean(\.recall), f1: mean(\.f1), support: support)
    }
}
