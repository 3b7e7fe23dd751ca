import InputOutput

extension ClassificationReport {
    /// Tables of scores, metrics and confusions with aligned columns, without a trailing newline.
    public var rendered: String {
        [scoreTable, measureTable, confusionTable.rendered].joined(separator: "\n\n")
    }

    private var scoreTable: String {
        var table = TextTable(header: ["", "precision", "recall", "f1", "support"])
        func add(_ name: String, _ measures: [String], _ support: Int) {
            table.add([TextTable.shortened(name, to: 28)] + measures + [String(support)])
        }
        for scores in perClass {
            add(scores.label, [scores.precision, scores.recall, scores.f1].map { $0.fixed(4) }, scores.support)
        }
        add("macro average", [macroPrecision, macroRecall, macroF1].map { $0.fixed(4) }, count)
        if labelsWithoutRows.contains(where: { !$0.isPredicted }) {
            add(
                "macro average of all labels",
                [macroPrecisionOfAllLabels, macroRecallOfAllLabels, macroF1OfAllLabels].map { $0.fixed(4) }, count)
        }
        add("weighted average", [weightedPrecision, weightedRecall, weightedF1].map { $0.fixed(4) }, count)
        add("accuracy", ["", "", accuracy.fixed(4)], count)
        return table.rendered
    }

    /// The overall metrics; those that are not known are omitted.
    private var measureTable: String {
        var table = TextTable(header: ["balanced accuracy", balancedAccuracy.fixed(4)])
        let measures: [(String, Double?)] = [
            ("Matthews correlation", matthewsCorrelation),
            ("ROC-AUC", rocAUC),
            ("average precision", averagePrecision),
            ("cross-entropy (nats)", crossEntropy),
            ("Brier score", brierScore),
            ("expected calibration error (\(ReliabilityDiagram.defaultBinCount) bins)", expectedCalibrationError),
            ("mean absolute error (classes)", meanAbsoluteError),
            ("quadratic weighted kappa", quadraticWeightedKappa),
        ]
        for case (let name, let value?) in measures { table.add([name, value.fixed(4)]) }
        return table.rendered
    }

    private var confusionTable: ConfusionTable {
        ConfusionTable(
            title: "confusion matrix", noun: "classes", truths: labels, predictions: labels, counts: confusionMatrix)
    }
}
