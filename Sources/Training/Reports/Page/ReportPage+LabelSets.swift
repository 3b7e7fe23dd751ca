import Evaluation

/// The quality section of a model that assigns any number of labels to a text.
extension ReportPage {
    func labelQuality(_ scores: MultiLabelReport) -> [HTML] {
        var figures = [
            (
                "micro F1", ReportNumber.measure(scores.micro.f1),
                "over all pairs of a text and a label"
            ),
            (
                "macro F1", ReportNumber.measure(scores.macro.f1),
                "mean over labels; rare labels count as much as frequent ones"
            ),
            (
                "subset accuracy", ReportNumber.percent(scores.subsetAccuracy),
                "of the texts get exactly their labels, none missing and none too many"
            ),
            (
                "Hamming loss", ReportNumber.percent(scores.hammingLoss, decimals: 2),
                "of all pairs of a text and a label are wrong"
            ),
        ]
        if let area = scores.macro.rocAUC {
            figures.append(
                (
                    "ROC-AUC", ReportNumber.measure(area),
                    "probability that a text with a label scores higher than one without: 0.5 is chance"
                ))
        }
        return [
            .figures(figures), provenance(scores.count, "the thresholds"), .heading("By label"),
            scoreTable(
                scores.perLabel, averages: [scores.micro, scores.macro, scores.weighted], thresholds: scores.thresholds),
            .note(
                """
                A label is predicted if its probability is at least its threshold, which maximizes the label's F1 on the \
                validation data. The thresholds are saved with the model.
                """),
        ]
    }
}
