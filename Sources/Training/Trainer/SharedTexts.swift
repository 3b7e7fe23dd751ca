import Datasets

/// The rows of a file whose texts also occur in another file.
struct SharedTexts {
    /// The number of rows.
    let count: Int
    /// The line of the first one.
    let line: Int?
    private let path: String
    private let otherPath: String

    /// Compares texts, and second texts of pairs, exactly. Files are read again only if some rows have equal tokens.
    ///
    /// - Throws: `FledgeError` if a file cannot be read again.
    init(of first: (EncodedDataset, LabelledFile), with second: (EncodedDataset, LabelledFile)) throws {
        (path, otherPath) = (first.1.path, second.1.path)
        let tokens = Set(first.0.rows.map(\.ids)).intersection(second.0.rows.map(\.ids))
        func texts(_ dataset: EncodedDataset, _ file: LabelledFile) throws -> [Int: String] {
            let lines = dataset.rows.filter { tokens.contains($0.ids) }.map(\.line)
            return lines.isEmpty ? [:] : try file.texts(atLines: Set(lines))
        }
        let others = Set(try texts(second.0, second.1).values)
        let shared = try texts(first.0, first.1).filter { others.contains($0.value) }
        (count, line) = (shared.count, shared.keys.min())
    }

    /// Compares texts with entities, exactly.
    init(of first: (texts: EntityTexts, path: String), with second: (texts: EntityTexts, path: String)) {
        (path, otherPath) = (first.path, second.path)
        let known = Set(second.texts.texts.map(\.text))
        let shared = first.texts.texts.filter { known.contains($0.text) }
        (count, line) = (shared.count, shared.map(\.line).min())
    }

    /// A finding about texts that were held out of one file for validation; `nil` if none are shared.
    var findingWithinFile: DataFinding? { .sharedWithinFile(count, file: path, line: line) }

    /// A finding about the shared texts; `nil` if there are none.
    var finding: DataFinding? {
        count > 0 ? .sharedTexts(count, file: path, line: line, other: otherPath) : nil
    }
}

extension DataFinding {
    /// The finding that held-out texts of a file also occur among its training rows; `nil` if none do.
    static func sharedWithinFile(_ count: Int, file: String, line: Int? = nil) -> DataFinding? {
        guard count > 0 else { return nil }
        return DataFinding(
            .sharedTexts, file: file, line: line,
            "\(count == 1 ? "1 row that is held out for validation repeats" : "\(count) rows that are held out for validation repeat") "
                + "the text of a training row, which makes validation metrics too optimistic")
    }
}
