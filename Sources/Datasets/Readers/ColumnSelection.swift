/// The columns, or JSON keys, that hold the text, the second text and the label, and the dialect of the table.
///
/// Names match case-insensitively. Text that is not the name of a column may be its 1-based number, such as `"2"`; in a
/// file without a header line, every column is given by number. All of it determines the rows, so all of it is part of
/// the cache's key.
public struct ColumnSelection: Sendable, Equatable {
    /// The column of the text; `nil` for the first of ``textNames`` that the file has.
    public var text: String?
    /// The column of the second text; `nil` for none.
    public var pair: String?
    /// The column of the text if the file has it and ``text`` is `nil`: the one that a model was trained on.
    public private(set) var preferredText: String?
    /// The column of the label; `nil` for the first of ``labelNames`` that the file has.
    public var label: String?
    /// The columns of several labels, each with 1 or 0, true or false, yes or no; empty if one column holds the labels.
    public var labelColumns: [String]
    /// Allows several labels per row, or none, in the form of ``LabelList``.
    public var hasSeveralLabels: Bool
    /// Tells whether the first line names the columns; `nil` for yes.
    public var hasHeader: Bool?
    /// The delimiter of columns; `nil` for tabs in TSV, and in CSV for the one detected from the first rows.
    public var delimiter: Delimiter?
    /// The meaning of quotes around cells.
    public var quoting: Quoting
    /// The character encoding; `nil` for UTF-8, or for UTF-16 if there is a byte order mark.
    public var encoding: TextEncoding?

    /// - Parameter hasSeveralLabels: Allows several labels per row, or none; always true with `labelColumns`.
    public init(
        text: String? = nil, pair: String? = nil, label: String? = nil, labelColumns: [String] = [],
        hasSeveralLabels: Bool = false, hasHeader: Bool? = nil, delimiter: Delimiter? = nil,
        encoding: TextEncoding? = nil, quoting: Quoting = .automatic
    ) {
        self.text = text
        self.pair = pair
        self.label = label
        self.labelColumns = labelColumns
        self.hasSeveralLabels = hasSeveralLabels || !labelColumns.isEmpty
        self.hasHeader = hasHeader
        self.delimiter = delimiter
        self.encoding = encoding
        self.quoting = quoting
    }

    /// The names by which a text column is found, in order of preference.
    public static let textNames = [
        "text", "sentence", "review", "review_text", "content", "body", "comment", "sentence1",
    ]
    /// The names by which a label column is found, in order of preference.
    public static let labelNames = ["label", "sentiment", "class", "category", "rating", "stars"]

    /// Tells whether ``pair`` is the column that a model was trained on, rather than one that the caller named.
    public private(set) var isPairAdopted = false

    /// Adopts the columns that a model was trained on unless others are named. The file must then have the pair's
    /// column; the text's column is used if the file has it.
    public mutating func adopt(text: String?, pair: String?) {
        if self.text == nil { preferredText = text }
        if self.pair == nil, let pair { (self.pair, isPairAdopted) = (pair, true) }
    }

    /// Takes the columns by number, in a table without a header line, unless its first line names the text's column: so
    /// it was in the file that a model was trained on.
    ///
    /// - Parameters:
    ///   - label: The label's column, unless another is named.
    ///   - path: The file.
    ///   - format: How its rows are written; `nil` for what its extension says.
    /// - Returns: What is to be said of it; `nil` if the file has a header line, or it was known that it has none.
    package mutating func adoptMissingHeader(label: String? = nil, path: String, format: FileFormat?) -> DataFinding? {
        var finding: DataFinding?
        if hasHeader == nil, let format = try? format ?? FileFormat(path: path), [.tsv, .csv].contains(format) {
            var named = self
            // A cell may look like the number.
            named.preferredText = nil
            if (try? RowReader(path: path, format: format, columns: named, requiresLabel: false)) == nil {
                hasHeader = false
                finding = DataFinding(
                    .assumedNoHeader, file: path,
                    "the first line is taken for data, as in the file that the model was trained on")
            }
        }
        if hasHeader == false, self.label == nil, labelColumns.isEmpty { self.label = label }
        return finding
    }

    /// ``preferredText`` if it is the number of a column.
    var preferredNumber: String? { preferredText.flatMap { Self.position($0) == nil ? nil : $0 } }

    package var expectsHeader: Bool { hasHeader ?? true }

    /// Tells whether a column is given by number.
    var hasNumbers: Bool { ([text, pair, label] + labelColumns).contains { $0.flatMap(Self.position) != nil } }

    /// The 0-based position of a 1-based column number; `nil` for names.
    static func position(_ number: String) -> Int? {
        guard !number.isEmpty, number.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(number).map { $0 - 1 }
    }
}
