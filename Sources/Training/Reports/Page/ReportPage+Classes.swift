import Evaluation

/// The quality section of a model that assigns one class to each text.
extension ReportPage {
    /// With more classes than this, only the weakest are shown at first.
    private static let mostListed = 30
    private static let confusionCount = 20

    func classQuality(_ scores: ClassificationReport) -> [HTML] {
        [.figures(figures(scores)), provenance(scores.count), .heading("Class by class")]
            + classTables(scores) + confusions(scores)
    }

    private func figures(_ scores: ClassificationReport) -> [(name: String, value: String, meaning: String)] {
        let common = Double(scores.perClass.map(\.support).max() ?? 0) / Double(max(scores.count, 1))
        var figures = [
            (
                "accuracy", ReportNumber.percent(scores.accuracy),
                "of the texts get their class; to say always the most frequent one would reach "
                    + ReportNumber.percent(common)
            ),
            (
                "macro F1", ReportNumber.measure(scores.macroF1),
                "precision and recall in one, the mean over the classes that occur, rare ones counting as much as frequent ones"
            ),
            (
                "balanced accuracy", ReportNumber.percent(scores.balancedAccuracy),
                "of the texts of a class get it, on average over the classes"
            ),
            (
                "Matthews correlation", ReportNumber.measure(scores.matthewsCorrelation),
                "between truth and answer: 1 is perfect, 0 is chance"
            ),
        ]
        if let error = scores.meanAbsoluteError {
            figures.insert(
                ("mean absolute error", ReportNumber.measure(error), "classes that an answer is off, on average"), at: 1
            )
        }
        if let kappa = scores.quadraticWeightedKappa {
            figures.append(
                (
                    "quadratic weighted kappa", ReportNumber.measure(kappa),
                    "agreement beyond chance, where far misses count more than near ones"
                ))
        }
        if let area = scores.rocAUC {
            figures.append(
                (
                    "ROC-AUC", ReportNumber.measure(area),
                    "how often a text of a class is rated higher than one of another: 0.5 is chance"
                ))
        }
        if let loss = scores.crossEntropy {
            figures.append(
                ("cross-entropy", ReportNumber.measure(loss), "nats by which the true class surprises, on average"))
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
            let map = HeatMap("Confusion matrix: texts of each class", confusionsOf: scores)
            return [.heading("What is taken for what"), .charts([map.svg])]
        }
        let all = Confusion.all(in: scores.confusionMatrix)
        guard !all.isEmpty else { return [.paragraph("No class was taken for another.")] }
        var table = HTMLTable(["true class", "answer", "texts", "of the class"], wordColumns: 2)
        for confusion in all.prefix(Self.confusionCount) {
            let share = Double(confusion.count) / Double(max(scores.perClass[confusion.truth].support, 1))
            table.add([
                "\(scores.labels[confusion.truth])", "\(scores.labels[confusion.prediction])",
                "\(ReportNumber.count(confusion.count))",
                "\(ReportNumber.percent(share, decimals: 0))",
            ])
        }
        return [
            .heading("What is taken for what"),
            .paragraph(
                "The most frequent confusions; \(ReportNumber.count(scores.labels.count)) classes are too many for a matrix."
            ),
            table.html,
        ]
    }
}
