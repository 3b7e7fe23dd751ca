import InputOutput

/// A table of true and predicted labels for people: a matrix or, if that is too wide, the most frequent confusions.
struct ConfusionTable {
    /// The title of the matrix.
    var title: String
    /// The plural noun for the labels.
    var noun: String
    /// The names of the rows: the true labels.
    var truths: [String]
    /// The names of the columns: the predicted labels.
    var predictions: [String]
    /// A row for each true label, with a count for each prediction.
    var counts: [[Int]]

    private static let mostColumns = 20

    /// The title and the table, without a trailing newline.
    var rendered: String { predictions.count > Self.mostColumns ? frequentConfusions : matrix }

    private var matrix: String {
        var table = TextTable(header: [""] + predictions.map { TextTable.shortened($0, to: 12) })
        for (label, row) in zip(truths, counts) {
            table.add([TextTable.shortened(label, to: 28)] + row.map(String.init))
        }
        return "\(title) (rows: truth, columns: prediction)\n" + table.rendered
    }

    private var frequentConfusions: String {
        var table = TextTable(header: ["truth → prediction", "count"])
        for confusion in Confusion.all(in: counts).prefix(Self.mostColumns) {
            let names = [truths[confusion.truth], predictions[confusion.prediction]]
            table.add([
                names.map { TextTable.shortened($0, to: 28) }.joined(separator: " → "), String(confusion.count),
            ])
        }
        return "most frequent confusions of \(predictions.count) \(noun)\n" + table.rendered
    }
}
