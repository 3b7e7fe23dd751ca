import InputOutput

extension MultiLabelReport {
    /// Tables of scores and metrics with aligned columns, without a trailing newline.
    public var rendered: String {
        var table = TextTable(
            header: ["", "threshold", "precision", "recall", "f1", "support", "ROC-AUC", "avg. precision"])
        func add(_ scores: ClassScores, _ threshold: String) {
            table.add(
                [TextTable.shortened(scores.label, to: 28), threshold]
                    + [scores.precision, scores.recall, scores.f1].map { $0.fixed(4) }
                    + [String(scores.support), scores.rocAUC.fixed(4), scores.averagePrecision.fixed(4)])
        }
        for (scores, threshold) in zip(perLabel, thresholds) { add(scores, threshold.fixed(4)) }
        for scores in [micro, macro, weighted, samples] { add(scores, "") }
        var measures = TextTable(header: ["subset accuracy", subsetAccuracy.fixed(4)])
        measures.add(["Hamming loss", hammingLoss.fixed(4)])
        measures.add(["examples", String(count)])
        return table.rendered + "\n\n" + measures.rendered
    }
}
