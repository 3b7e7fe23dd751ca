/// The evaluation report of a multi-label classifier, for people (``rendered``) and for programs (JSON with snake-case
/// keys).
///
/// Precision, recall or F1 that would divide by zero is 0. Ranking metrics that are not defined on the data are `nil`,
/// and omitted from the JSON.
public struct MultiLabelReport: Sendable, Equatable, Codable {
    /// The labels' names in the order of their indices.
    public var labels: [String]
    /// The number of examples.
    public var count: Int
    /// The minimum probability at which each label is predicted.
    public var thresholds: [Double]
    /// The scores of each label.
    public var perLabel: [ClassScores]
    /// The scores computed from all labels' counts together; ranking metrics use all pairs of example and label.
    public var micro: ClassScores
    /// The unweighted mean over the labels.
    public var macro: ClassScores
    /// The mean over the labels, weighted by their support.
    public var weighted: ClassScores
    /// The unweighted mean over the examples, each with its own precision, recall and F1; without ranking metrics.
    public var samples: ClassScores
    /// The share of examples with all labels correct.
    public var subsetAccuracy: Double
    /// The share of incorrect pairs of example and label.
    public var hammingLoss: Double

    private enum CodingKeys: String, CodingKey {
        case labels, count, thresholds, micro, macro, weighted, samples
        case perLabel = "per_label"
        case subsetAccuracy = "subset_accuracy"
        case hammingLoss = "hamming_loss"
    }

    /// - Parameter thresholds: The minimum probability at which each label is predicted; `nil` for 0.5.
    public init(_ predictions: MultiLabelPredictions, thresholds: [Double]? = nil) {
        labels = predictions.labels
        count = predictions.count
        let bounds = thresholds ?? Array(repeating: 0.5, count: predictions.labels.count)
        self.thresholds = bounds
        let table = PredictedLabels(predictions, thresholds: bounds)
        perLabel = predictions.labels.indices.map { label in
            var scores = table.scores(of: label)
            let ranking = RankedScores(predictions.examples(of: label))
            (scores.rocAUC, scores.averagePrecision) = (ranking.rocAUC, ranking.averagePrecision)
            return scores
        }
        micro = table.micro
        let all = RankedScores(zip(predictions.probabilities, predictions.truths).map { (score: $0, isTrue: $1) })
        (micro.rocAUC, micro.averagePrecision) = (all.rocAUC, all.averagePrecision)
        let support = micro.support
        macro = perLabel.mean("macro average", support: support) { _ in 1 }
        macro.rocAUC = perLabel.map(\.rocAUC).completeMean
        macro.averagePrecision = perLabel.map(\.averagePrecision).completeMean
        weighted = perLabel.mean("weighted average", support: support) { Double($0.support) }
        weighted.rocAUC = Self.weightedMean(perLabel, \.rocAUC)
        weighted.averagePrecision = Self.weightedMean(perLabel, \.averagePrecision)
        samples = table.samples
        subsetAccuracy = ratio(table.rightRows, count)
        hammingLoss = ratio(table.wrongCells, count * predictions.labels.count)
    }

    /// The mean weighted by support; `nil` if a label with examples lacks the metric, or no label has examples.
    private static func weightedMean(_ scores: [ClassScores], _ measure: (ClassScores) -> Double?) -> Double? {
        var (sum, weight) = (0.0, 0)
        for label in scores where label.support > 0 {
            guard let value = measure(label) else { return nil }
            sum += value * Double(label.support)
            weight += label.support
        }
        return weight == 0 ? nil : sum / Double(weight)
    }
}
