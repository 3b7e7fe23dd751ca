import InputOutput

extension ClassificationReport {
    /// Creates the report on logits of examples whose true classes may be unknown to the model.
    ///
    /// Rows of such classes count as errors in the confusion matrix and all metrics based on it, as in scikit-learn's
    /// metrics for labels that are never predicted. Metrics that need the probability or the rank of the true class
    /// cover the other rows only.
    ///
    /// - Parameters:
    ///   - labels: The names of the model's classes, followed by those of further classes.
    ///   - truths: The true class of each example.
    ///   - logits: For each example, a score for each class of the model.
    ///   - isOrdinal: True if the model's classes are in ascending order, so that distances count.
    /// - Throws: `FledgeError` (data) if the counts do not match or a logit is not a number.
    public init(labels: [String], truths: [Int], logits: [[Double]], isOrdinal: Bool = false) throws {
        let known = logits.first?.count ?? labels.count
        let rows = truths.indices.filter { truths[$0] < known }
        let predictions = try ClassPredictions(
            labels: Array(labels.prefix(known)), truths: rows.map { truths[$0] }, logits: rows.flatMap { logits[$0] })
        self.init(predictions, isOrdinal: isOrdinal)
        guard known < labels.count else { return }
        var matrix = ConfusionMatrix(labels: labels)
        for (truth, scores) in zip(truths, logits) { matrix.add(truth: truth, prediction: scores.indexOfLargest ?? 0) }
        var report = ClassificationReport(matrix)
        for (index, scores) in perClass.enumerated() {
            report.perClass[index].rocAUC = scores.rocAUC
            report.perClass[index].averagePrecision = scores.averagePrecision
        }
        (report.rocAUC, report.averagePrecision) = (rocAUC, averagePrecision)
        (report.crossEntropy, report.brierScore) = (crossEntropy, brierScore)
        report.expectedCalibrationError = expectedCalibrationError
        (report.meanAbsoluteError, report.quadraticWeightedKappa) = (meanAbsoluteError, quadraticWeightedKappa)
        self = report
    }
}
