/// Which columns, or JSON keys, hold the text, the second text and the label, and how columns are told apart.
///
/// Names match without regard to case. What is no name of a column may be its 1-based number, as `"2"`; in a file without a
/// header line all are.
/// All of it decides how rows come out, so all of it is part of the cache's key.
public struct ColumnSelection: Sendable, Equatable {
    /// The text's column; `nil` for the first of ``textNames`` that the file has.
    public var text: String?
    /// The second text's column; `nil` for none.
    public var pair: String?
    /// The text's column if the file has it and ``text`` is `nil`: the one that a model was trained on.
    public private(set) var preferredText: String?
    /// The label's column; `nil` for the first of ``labelNames`` that the file has.
    public var label: String?
    /// The columns of several labels, each with 1 or 0, true or false, yes or no; empty where one column has the labels.
    public var labelColumns: [String]
    /// Whether a row may have several labels, or none, as ``LabelList`` writes them.
    public var hasSeveralLabels: Bool
    /// Whether the first line names the columns; `nil` for yes.
    public var hasHeader: Bool?
    /// What stands between columns; `nil` for tabs in TSV, and in CSV for what the first rows tell.
    public var delimiter: Delimiter?
    /// What quotes around cells mean.
    public var quoting: Quoting
    /// How characters are written; `nil` for UTF-8, and UTF-16 where a byte order mark says so.
    public var encoding: TextEncoding?

    /// - Parameter hasSeveralLabels: Whether a row may have several labels or none; always so with `labelColumns`.
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

    /// The names by which a text column is found, the first one first.
    public static let textNames = [
        "text", "sentence", "review", "review_text", "content", "body", "comment", "sentence1",
    ]
    /// The names by which a label column is found, the first one first.
    public static let labelNames = ["label", "sentiment", "class", "category", "rating", "stars"]

    /// Whether ``pair`` is the column that a model was trained on, rather than one that the caller named.
    public private(set) var isPairAdopted = false

    /// Takes the columns that a model was trained on unless others are named. The pair's column must then be in the file;
    /// the text's is used if the file has it.
    public mutating func adopt(text: String?, pair: String?) {
        if self.text == nil { preferredText = text }
        if self.pair == nil, let pair { (self.pair, isPairAdopted) = (pair, true) }
    }

    /// ``preferredText`` if it is the number of a column.
    var preferredNumber: String? { preferredText.flatMap { Self.position($0) == nil ? nil : $0 } }

    var expectsHeader: Bool { hasHeader ?? true }

    /// Whether a column is given by its number.
    var hasNumbers: Bool { ([text, pair, label] + labelColumns).contains { $0.flatMap(Self.position) != nil } }

    /// The 0-based position that a 1-based column number stands for; `nil` for names.
    static func position(_ number: String) -> Int? {
        guard !number.isEmpty, number.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(number).map { $0 - 1 }
    }
}
