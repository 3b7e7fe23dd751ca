/// The true and predicted labels of examples, and their counts.
struct PredictedLabels {
    private let labels: [String]
    private let truths: [Bool]
    private let predictions: [Bool]

    init(_ predictions: MultiLabelPredictions, thresholds: [Double]) {
        labels = predictions.labels
        truths = predictions.truths
        self.predictions = predictions.predictions(thresholds: thresholds)
    }

    private var rowStarts: StrideTo<Int> { stride(from: 0, to: truths.count, by: labels.count) }

    /// The number of examples with all labels correct.
    var rightRows: Int {
        rowStarts.count { start in
            (start..<start + labels.count).allSatisfy { truths[$0] == predictions[$0] }
        }
    }

    /// The number of incorrect pairs of example and label.
    var wrongCells: Int { truths.indices.count { truths[$0] != predictions[$0] } }

    /// The scores of one label.
    func scores(of label: Int) -> ClassScores {
        scores(labels[label], stride(from: label, to: truths.count, by: labels.count))
    }

    /// The scores of all pairs of example and label.
    var micro: ClassScores { scores("micro average", truths.indices) }

    /// The unweighted mean of the scores of each example.
    var samples: ClassScores {
        rowStarts.map { scores("", $0..<$0 + labels.count) }.mean("samples average", support: micro.support) { _ in 1 }
    }

    private func scores(_ name: String, _ cells: some Sequence<Int>) -> ClassScores {
        var (hits, predicted, support) = (0, 0, 0)
        for cell in cells {
            hits += truths[cell] && predictions[cell] ? 1 : 0
            predicted += predictions[cell] ? 1 : 0
            support += truths[cell] ? 1 : 0
        }
        return ClassScores(label: name, hits: hits, predicted: predicted, support: support)
    }
}
