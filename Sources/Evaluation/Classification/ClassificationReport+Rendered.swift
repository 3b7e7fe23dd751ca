import InputOutput

extension ClassificationReport {
    /// Beyond this many classes, the confusion matrix is too wide for people.
    private static let mostColumns = 20

    /// Tables of scores, measures and confusions with aligned columns, without a line feed at the end.
    public var rendered: String {
        [scoreTable, measureTable, labels.count > Self.mostColumns ? frequentConfusions : matrixTable]
            .joined(separator: "\n\n")
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
        add("weighted average", [weightedPrecision, weightedRecall, weightedF1].map { $0.fixed(4) }, count)
        add("accuracy", ["", "", accuracy.fixed(4)], count)
        return table.rendered
    }

    /// The measures of the whole; those that are not known are left out.
    private var measureTable: String {
        var table = TextTable(header: ["balanced accuracy", balancedAccuracy.fixed(4)])
        let measures: [(String, Double?)] = [
            ("Matthews correlation", matthewsCorrelation),
            ("ROC-AUC", rocAUC),
            ("average precision", averagePrecision),
            ("cross-entropy (nats)", crossEntropy),
            ("Brier score", brierScore),
            ("expected calibration error", expectedCalibrationError),
            ("mean absolute error (classes)", meanAbsoluteError),
            ("quadratic weighted kappa", quadraticWeightedKappa),
        ]
        for case (let name, let value?) in measures { table.add([name, value.fixed(4)]) }
        return table.rendered
    }

    private var matrixTable: String {
        var table = TextTable(header: [""] + labels.map { TextTable.shortened($0, to: 12) })
        for (label, row) in zip(labels, confusionMatrix) {
            table.add([TextTable.shortened(label, to: 28)] + row.map(String.init))
        }
        return "confusion matrix (rows: truth, columns: prediction)\n" + table.rendered
    }

    private var frequentConfusions: String {
        var confusions: [(truth: Int, prediction: Int, count: Int)] = []
        for (truth, row) in confusionMatrix.enumerated() {
            for (prediction, count) in row.enumerated() where truth != prediction && count > 0 {
                confusions.append((truth, prediction, count))
            }
        }
        confusions.sort { ($1.count, $0.truth, $0.prediction) < ($0.count, $1.truth, $1.prediction) }
        var table = TextTable(header: ["truth → prediction", "count"])
        for confusion in confusions.prefix(Self.mostColumns) {
            let names = [confusion.truth, confusion.prediction].map { TextTable.shortened(labels[$0], to: 28) }
            table.add([names.joined(separator: " → "), String(confusion.count)])
        }
        return "most frequent confusions of \(labels.count) classes\n" + table.rendered
    }
}
