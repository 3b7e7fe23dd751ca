import Inference
import InputOutput
import Logging
import TaskHeads

/// Finds the columns that models were trained on, and warns if they do not fit the options.
struct PairingAdvice {
    /// The column that the user names for the second text.
    private let pairColumn: String?

    init(_ pairColumn: String?) { self.pairColumn = pairColumn }

    /// The columns that all of the models were trained on.
    ///
    /// - Throws: `FledgeError` if the models were trained on pairs from different columns and the user names none.
    func columns(
        of classifiers: [TextClassifier], _ talk: TalkOptions
    ) throws -> TrainedColumns? {
        let known = classifiers.compactMap { classifier in
            classifier.trainedColumns.map { ($0, classifier.pretrained.directory) }
        }
        if let pairColumn {
            for (columns, directory) in known where columns.pair == nil {
                talk.logger.warning(
                    "\(directory) was trained on single texts; with the second text in \(pairColumn), it gets pairs")
            }
        }
        let pairs = Set(known.compactMap(\.0.pair))
        if pairColumn == nil, pairs.count > 1 {
            throw FledgeError(
                .usage, at: known.map(\.1).joined(separator: ", "),
                "the models were trained on pairs from different columns",
                found: Spelling.list(pairs.sorted()), advice: "name one with --pair-column")
        }
        if pairColumn == nil, let pair = pairs.first {
            talk.logger.info("pairs of texts, as in training: the second text is in \(pair)")
        }
        let texts = Set(known.map(\.0.text))
        guard !known.isEmpty else { return nil }
        return TrainedColumns(
            text: texts.count == 1 ? texts.first ?? nil : nil, pair: pairs.first,
            hasHeader: known.contains { $0.0.hasHeader })
    }
}
