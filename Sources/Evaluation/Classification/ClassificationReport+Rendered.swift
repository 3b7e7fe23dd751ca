import InputOutput

extension ClassificationReport {
    /// Beyond this many classes, the confusion matrix is too wide for people.
    private static let mostColumns = 20

    /// Tables of scores and confusions with aligned columns, without a line feed at the end.
    public var rendered: String {
        scoreTable + "\n\n" + (labels.count > Self.mostColumns ? frequentConfusions : matrixTable)
    }

    private var scoreTable: String {
        var table = TextTable(header: ["", "precision", "recall", "f1", "support"])
        for scores in perClass {
            table.add([
                TextTable.shortened(scores.label, to: 28), decimal(scores.precision), decimal(scores.recall),
                decimal(scores.f1), String(scores.support),
            ])
        }
        table.add(["macro F1", "", "", decimal(macroF1), String(count)])
        table.add(["weighted F1", "", "", decimal(weightedF1), String(count)])
        table.add(["accuracy", "", "", decimal(accuracy), String(count)])
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

    /// Four decimals.
    private func decimal(_ value: Double) -> String {
        let scaled = Int((value * 10_000).rounded())
        let digits = String(scaled % 10_000)
        return "\(scaled / 10_000)." + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
