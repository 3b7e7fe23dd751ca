import Evaluation

/// The quality section of a model that assigns one class to each text.
extension ReportPage {
    /// With more classes than this, only the weakest are shown at first.
    private static let mostListed = 30
    private static let confusionCount = 20

    func classQuality(_ scores: ClassificationReport) -> [HTML] {
        [.figures(figures(scores)), provenance(scores.count), .heading("By class")]
            + classTables(scores) + confusions(scores)
    }

    private func figures(_ scores: ClassificationReport) -> [(name: String, value: String, meaning: String)] {
        let common = Double(scores.perClass.map(\.support).max() ?? 0) / Double(max(scores.count, 1))
        var figures = [
            (
                "accuracy", ReportNumber.percent(scores.accuracy),
                "of the texts are classified correctly; always predicting the most frequent class would reach "
                    + ReportNumber.percent(common)
            ),
            (
                "macro F1", ReportNumber.measure(scores.macroF1),
                "mean F1 of the classes that occur; rare classes count as much as frequent ones"
            ),
            (
                "balanced accuracy", ReportNumber.percent(scores.balancedAccuracy),
                "mean recall of the classes"
            ),
            (
                "Matthews correlation", ReportNumber.measure(scores.matthewsCorrelation),
                "correlation of truth and prediction: 1 is perfect, 0 is chance"
            ),
        ]
        if let error = scores.meanAbsoluteError {
            figures.insert(
                (
                    "mean absolute error", ReportNumber.measure(error),
                    "mean distance of prediction and truth, in classes"
                ), at: 1
            )
        }
        if let kappa = scores.quadraticWeightedKappa {
            figures.append(
                (
                    "quadratic weighted kappa", ReportNumber.measure(kappa),
                    "agreement beyond chance; large errors count more than small ones"
                ))
        }
        if let area = scores.rocAUC {
            figures.append(
                (
                    "ROC-AUC", ReportNumber.measure(area),
                    "probability that a text of a class scores higher than one of another: 0.5 is chance"
                ))
        }
        if let loss = scores.crossEntropy {
            figures.append(
                ("cross-entropy", ReportNumber.measure(loss), "mean negative log-likelihood of the true class, in nats")
            )
        }
        return figures
    }

    private func classTables(_ scores: ClassificationReport) -> [HTML] {
        let averages = [
            ("macro average", scores.macroPrecision, scores.macroRecall, scores.macroF1),
            ("weighted average", scores.weightedPrecision, scores.weightedRecall, scores.weightedF1),
        ].map {
            ClassScores(label: $0.0, precision: $0.1, recall: $0.2, f1: $0.3, support: scores.count)
        }
        let whole = scoreTable(scores.perClass, averages: averages)
        guard scores.perClass.count > Self.mostListed else { return [whole] }
        let weakest = scores.perClass.enumerated().sorted { ($0.element.f1, $0.offset) < ($1.element.f1, $1.offset) }
            .prefix(10).map(\.element)
        return [
            .paragraph("The ten classes with the lowest F1, and averages over all \(scores.perClass.count):"),
            scoreTable(weakest, averages: averages),
            .folded("All \(scores.perClass.count) classes", whole),
        ]
    }

    /// A table of precision, recall and F1 by label, followed by averages.
    func scoreTable(_ scores: [ClassScores], averages: [ClassScores], thresholds: [Double]? = nil) -> HTML {
        let hasArea = scores.contains { $0.rocAUC != nil }
        var table = HTMLTable(
            ["label"] + (thresholds == nil ? [] : ["threshold"]) + ["precision", "recall", "F1", "texts"]
                + (hasArea ? ["ROC-AUC"] : []))
        func add(_ score: ClassScores, threshold: Double?, mark: String? = nil) {
            var cells: [HTML] = ["\(score.label)"]
            if thresholds != nil { cells.append("\(threshold.map(ReportNumber.measure) ?? "")") }
            cells += [score.precision, score.recall, score.f1].map { "\(ReportNumber.measure($0))" }
            cells.append("\(ReportNumber.count(score.support))")
            if hasArea { cells.append("\(score.rocAUC.map(ReportNumber.measure) ?? "")") }
            table.add(cells, mark: mark)
        }
        for (index, score) in scores.enumerated() { add(score, threshold: thresholds?[index]) }
        for score in averages { add(score, threshold: nil, mark: "sum") }
        return table.html
    }

    /// The confusions between classes.
    private func confusions(_ scores: ClassificationReport) -> [HTML] {
        if scores.labels.count <= Self.mostPictured {
            let map = HeatMap("Confusion matrix: number of texts", confusionsOf: scores)
            return [.heading("Confusions"), .charts([map.svg])]
        }
        let all = Confusion.all(in: scores.confusionMatrix)
        guard !all.isEmpty else { return [.paragraph("No class was confused with another.")] }
        var table = HTMLTable(["true class", "predicted class", "texts", "share of the class"], wordColumns: 2)
        for confusion in all.prefix(Self.confusionCount) {
            let share = Double(confusion.count) / Double(max(scores.perClass[confusion.truth].support, 1))
            table.add([
                "\(scores.labels[confusion.truth])", "\(scores.labels[confusion.prediction])",
                "\(ReportNumber.count(confusion.count))",
                "\(ReportNumber.percent(share, decimals: 0))",
            ])
        }
        return [
            .heading("Confusions"),
            .paragraph(
                "The most frequent confusions; \(ReportNumber.count(scores.labels.count)) classes are too many for a matrix."
            ),
            table.html,
        ]
    }
}
