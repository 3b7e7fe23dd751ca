/// The evaluation report of a classifier, for people (``rendered``) and for programs (JSON with snake-case keys).
///
/// Metrics that are not defined on the data are `nil`, and omitted from the JSON.
public struct ClassificationReport: Sendable, Equatable, Codable {
    /// The classes' names in the order of their indices.
    public var labels: [String]
    /// The number of examples.
    public var count: Int
    /// The share of examples predicted correctly.
    public var accuracy: Double
    /// The mean recall of the classes that have examples.
    public var balancedAccuracy: Double
    /// The Matthews correlation coefficient of true and predicted classes, from -1 to 1.
    public var matthewsCorrelation: Double
    /// The precision over all classes' counts together: the accuracy.
    public var microPrecision: Double
    /// The recall over all classes' counts together: the accuracy.
    public var microRecall: Double
    /// The F1 over all classes' counts together: the accuracy.
    public var microF1: Double
    /// The unweighted mean of the precision of the classes that occur among the true or predicted classes.
    public var macroPrecision: Double
    /// The unweighted mean of the recall of the same classes.
    public var macroRecall: Double
    /// The unweighted mean of the F1 of the same classes.
    public var macroF1: Double
    /// The unweighted mean of the precision of all classes; 0 for a class that does not occur.
    public var macroPrecisionOfAllLabels: Double
    /// The unweighted mean of the recall of all classes; 0 for a class that does not occur.
    public var macroRecallOfAllLabels: Double
    /// The unweighted mean of the F1 of all classes; 0 for a class that does not occur.
    public var macroF1OfAllLabels: Double
    /// The mean of the classes' precision, weighted by their support.
    public var weightedPrecision: Double
    /// The mean of the classes' recall, weighted by their support.
    public var weightedRecall: Double
    /// The mean of the classes' F1, weighted by their support.
    public var weightedF1: Double
    /// The area under the ROC curve: for two classes, that of the second one; for more, the unweighted mean of each
    /// class against the rest. `nil` if a class has no examples or probabilities are not known.
    public var rocAUC: Double?
    /// The average precision (area under the precision-recall curve): for two classes, that of the second one; for
    /// more, the unweighted mean. `nil` if a class has no examples or probabilities are not known.
    public var averagePrecision: Double?
    /// The mean cross-entropy, in nats.
    public var crossEntropy: Double?
    /// The mean squared distance between probabilities and truth.
    public var brierScore: Double?
    /// The mean difference between confidence and accuracy over ``ReliabilityDiagram/defaultBinCount`` confidence bins.
    public var expectedCalibrationError: Double?
    /// For ordinal classes: the mean distance between the indices of the true and the predicted class.
    public var meanAbsoluteError: Double?
    /// For ordinal classes: Cohen's kappa with squared distances as weights.
    public var quadraticWeightedKappa: Double?
    /// The scores of each class.
    public var perClass: [ClassScores]
    /// The confusion matrix: a row for each true class, with a count for each predicted class.
    public var confusionMatrix: [[Int]]

    private enum CodingKeys: String, CodingKey {
        case labels, count, accuracy
        case balancedAccuracy = "balanced_accuracy"
        case matthewsCorrelation = "matthews_correlation"
        case microPrecision = "micro_precision"
        case microRecall = "micro_recall"
        case microF1 = "micro_f1"
        case macroPrecision = "macro_precision"
        case macroRecall = "macro_recall"
        case macroF1 = "macro_f1"
        case macroPrecisionOfAllLabels = "macro_precision_all_labels"
        case macroRecallOfAllLabels = "macro_recall_all_labels"
        case macroF1OfAllLabels = "macro_f1_all_labels"
        case weightedPrecision = "weighted_precision"
        case weightedRecall = "weighted_recall"
        case weightedF1 = "weighted_f1"
        case rocAUC = "roc_auc"
        case averagePrecision = "average_precision"
        case crossEntropy = "cross_entropy"
        case brierScore = "brier_score"
        case expectedCalibrationError = "expected_calibration_error"
        case meanAbsoluteError = "mean_absolute_error"
        case quadraticWeightedKappa = "quadratic_weighted_kappa"
        case perClass = "per_class"
        case confusionMatrix = "confusion_matrix"
    }

    /// Creates the report from counts alone, without metrics that need probabilities.
    ///
    /// - Parameter isOrdinal: True if the classes are in ascending order, so that distances count.
    public init(_ matrix: ConfusionMatrix, isOrdinal: Bool = false) {
        labels = matrix.labels
        count = matrix.total
        accuracy = matrix.accuracy
        balancedAccuracy = matrix.balancedAccuracy
        matthewsCorrelation = matrix.matthewsCorrelation
        let (micro, macro, weighted) = (matrix.microAverage, matrix.macroAverage, matrix.weightedAverage)
        (microPrecision, microRecall, microF1) = (micro.precision, micro.recall, micro.f1)
        (macroPrecision, macroRecall, macroF1) = (macro.precision, macro.recall, macro.f1)
        let all = matrix.macroAverageOfAllLabels
        (macroPrecisionOfAllLabels, macroRecallOfAllLabels, macroF1OfAllLabels) = (all.precision, all.recall, all.f1)
        (weightedPrecision, weightedRecall, weightedF1) = (weighted.precision, weighted.recall, weighted.f1)
        meanAbsoluteError = isOrdinal ? matrix.meanAbsoluteError : nil
        quadraticWeightedKappa = isOrdinal ? matrix.quadraticWeightedKappa : nil
        perClass = matrix.labels.indices.map(matrix.scores)
        confusionMatrix = matrix.labels.indices.map { truth in
            matrix.labels.indices.map { matrix[truth: truth, prediction: $0] }
        }
    }

    /// Creates the report from predictions with known probabilities.
    ///
    /// - Parameter isOrdinal: True if the classes are in ascending order, so that distances count.
    public init(_ predictions: ClassPredictions, isOrdinal: Bool = false) {
        self.init(predictions.confusionMatrix, isOrdinal: isOrdinal)
        let rankings = predictions.rankings
        for (label, ranking) in rankings.enumerated() {
            perClass[label].rocAUC = ranking.rocAUC
            perClass[label].averagePrecision = ranking.averagePrecision
        }
        rocAUC = rankings.count == 2 ? rankings[1].rocAUC : rankings.map(\.rocAUC).completeMean
        averagePrecision =
            rankings.count == 2 ? rankings[1].averagePrecision : rankings.map(\.averagePrecision).completeMean
        crossEntropy = predictions.crossEntropy
        brierScore = predictions.brierScore
        expectedCalibrationError = ReliabilityDiagram(predictions).expectedCalibrationError
    }
}
