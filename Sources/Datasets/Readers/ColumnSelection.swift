/// Which columns, or JSON keys, hold the text, the second text and the label.
///
/// Names match without regard to case. In a file without a header line, columns have 1-based numbers, as `"2"`.
public struct ColumnSelection: Sendable, Equatable {
    /// The text's column; `nil` for the first of ``textNames`` that the file has.
    public var text: String?
    /// The second text's column; `nil` for none.
    public var pair: String?
    /// The label's column; `nil` for the first of ``labelNames`` that the file has.
    public var label: String?
    /// Whether the first line names the columns; `nil` for yes unless a column is given by number.
    public var hasHeader: Bool?

    public init(text: String? = nil, pair: String? = nil, label: String? = nil, hasHeader: Bool? = nil) {
        self.text = text
        self.pair = pair
        self.label = label
        self.hasHeader = hasHeader
    }

    /// The names by which a text column is found, the first one first.
    public static let textNames = [
        "text", "sentence", "review", "review_text", "content", "body", "comment", "sentence1",
    ]
    /// The names by which a label column is found, the first one first.
    public static let labelNames = ["label", "sentiment", "class", "category", "rating", "stars"]

    var expectsHeader: Bool {
        hasHeader ?? ![text, pair, label].contains { $0.flatMap(Self.position) != nil }
    }

    /// The 0-based position that a 1-based column number stands for; `nil` for names.
    static func position(_ number: String) -> Int? {
        guard !number.isEmpty, number.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(number).map { $0 - 1 }
    }
}
