import InputOutput

extension ClassificationReport {
    /// The report on logits whose truths may be classes that the model does not know.
    ///
    /// Rows of such classes count as errors in the table of counts and in all that follows from it, as scikit-learn's
    /// metrics have it for labels that are never predicted. What needs the probability of the true class, or its place in
    /// an order, is taken of the other rows alone.
    ///
    /// - Parameters:
    ///   - labels: The names of the model's classes, and behind them those of further classes.
    ///   - truths: The true class of each example.
    ///   - logits: For each example a score for each class of the model.
    ///   - isOrdinal: Whether the model's classes stand in the order of their numbers, so that distances count.
    /// - Throws: `FledgeError` (data) where the counts do not fit together or a logit is not a number.
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
