/// One example of a dataset, as it is written in its file.
public struct Row: Sendable, Equatable {
    /// The text.
    public var text: String
    /// The second text of a pair, if a column was named for it.
    public var pair: String?
    /// The label, if there is one; a JSON number or Boolean as its JSON text.
    public var label: String?
    /// The line of the file where the row begins, from 1.
    public var line: Int
    /// The whole row as it is written, without the line end, if the reader was asked to keep it.
    public var source: String?
    /// All cells of a table row, if the reader was asked to keep the source; otherwise empty.
    public var fields: [String]

    public init(
        text: String, pair: String? = nil, label: String? = nil, line: Int, source: String? = nil, fields: [String] = []
    ) {
        self.text = text
        self.pair = pair
        self.label = label
        self.line = line
        self.source = source
        self.fields = fields
    }
}
