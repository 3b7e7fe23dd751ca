/// The format of a file of entities as it was read.
public struct EntityFileReading: Sendable, Hashable, Codable {
    /// Column numbers, from 1.
    public struct Columns: Sendable, Hashable, Codable {
        /// The column of the words.
        public var word: Int
        /// The column of the tags.
        public var tag: Int
        /// The number of columns.
        public var count: Int
        /// The column that numbers the words of each sentence, if there is one.
        public var index: Int?
        /// The number of the line that names the columns, if there is one.
        public var headerLine: Int?
        /// The columns of a table in which a sentence, or a document, begins where the value changes; `nil` without any.
        public var sentences: [Int]?
        /// True if each row of a table is a text, with its spans or tags in one cell; otherwise `nil`.
        public var holdTexts: Bool?

        private enum CodingKeys: String, CodingKey {
            case word, tag, count, index, sentences
            case headerLine = "header_line"
            case holdTexts = "hold_texts"
        }
    }

    /// The format of the file.
    public var format: EntityFileFormat
    /// The columns of a file in CoNLL columns.
    public var columns: Columns?
    /// Tells whether lines end with a carriage return alone, as on classic Mac OS.
    public var endsLinesWithCarriageReturns = false

    private enum CodingKeys: String, CodingKey {
        case format, columns
        case endsLinesWithCarriageReturns = "ends_lines_with_carriage_returns"
    }

    /// A description of the format, such as "CoNLL columns with words in column 1 and tags in column 4".
    public var title: String {
        var parts = [format.title]
        if let columns {
            let what = columns.holdTexts == true ? ("texts", "their entities") : ("words", "tags")
            parts[0] +=
                " with \(what.0) in column \(columns.word) and \(what.1) in column \(columns.tag) of \(columns.count)"
            if let sentences = columns.sentences {
                let numbers = sentences.map(String.init).joined(separator: " and ")
                let column = sentences.count == 1 ? "column \(numbers) tells" : "columns \(numbers) tell"
                parts.append("\(column) sentences apart")
            }
            if let index = columns.index { parts.append("column \(index) numbers the words") }
            if let line = columns.headerLine { parts.append("line \(line) names the columns") }
        }
        if endsLinesWithCarriageReturns { parts.append("lines end with CR") }
        return parts.joined(separator: ", ")
    }
}
