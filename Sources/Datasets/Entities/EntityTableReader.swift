import Entities
import InputOutput

/// Reads a table whose first line names the columns: a row for each word, or for each text.
struct EntityTableReader {
    private let file: EntityFile
    private let rows: RowReader
    private let layout: EntityTableLayout
    private let columnCount: Int

    /// The sentence so far, and the cells that tell it apart.
    private var words: [String] = []
    private var tags: [Int] = []
    private var places: [EntityPlace] = []
    private var sentence: [Int: String] = [:]
    private var lastLine = 0

    /// - Throws: ``FledgeError`` with category `data` if the columns are not found.
    init(_ file: EntityFile) throws {
        self.file = file
        rows = try Self.reader(of: file)
        let header = rows.header ?? []
        columnCount = header.count
        let first = try Self.firstCells(of: file)
        guard let layout = EntityTableLayout(header, columns: file.columns, cell: { first[$0] ?? "" }) else {
            throw FledgeError(
                .data, at: "\(file.path):1", "the columns of words and tags are not found",
                expected: "a line of names such as \"word\" and \"tag\", or \"text\" and \"entities\"",
                found: Spelling.list(header),
                advice:
                    "number the columns (--word-column, --tag-column), or name what stands between columns of a file "
                    + "without a line of names (--column-separator)")
        }
        self.layout = layout
    }

    private static func reader(of file: EntityFile) throws -> RowReader {
        let isTSV = FileFormat.nameExtension(of: file.path) == "tsv"
        return try RowReader(
            path: file.path, format: isTSV ? .tsv : .csv,
            columns: ColumnSelection(text: "1", hasHeader: true, encoding: file.encoding), requiresLabel: false,
            keepsSource: true)
    }

    /// The first cell of each column that is not empty, among the first rows.
    private static func firstCells(of file: EntityFile) throws -> [Int: String] {
        let rows = try reader(of: file)
        var cells: [Int: String] = [:]
        for _ in 0..<100 {
            guard let row = try rows.next() else { break }
            for (index, cell) in row.fields.enumerated() where cells[index] == nil && !cell.isBlank {
                cells[index] = cell
            }
        }
        return cells
    }

    /// The columns that are read.
    var columns: EntityFileReading.Columns {
        EntityFileReading.Columns(
            word: layout.word + 1, tag: layout.tag + 1, count: columnCount, headerLine: 1,
            sentences: layout.sentences.isEmpty ? nil : layout.sentences.map { $0 + 1 },
            holdTexts: layout.holdsTexts ? true : nil)
    }

    /// Reads all texts.
    mutating func read(into collector: inout EntityCollector) throws {
        while let row = try rows.next() {
            if layout.holdsTexts {
                try readText(row, into: &collector)
            } else {
                try readWord(row, into: &collector)
            }
        }
        endSentence(into: &collector)
    }

    // MARK: Words

    private mutating func readWord(_ row: Row, into collector: inout EntityCollector) throws {
        let place = EntityPlace(line: row.line)
        // Blank lines, and rows without anything, end a sentence as in CoNLL columns.
        if row.line > lastLine + 1 { endSentence(into: &collector) }
        lastLine = row.line
        if row.fields.allSatisfy(\.isBlank) { return endSentence(into: &collector) }
        let changed = layout.sentences.filter { column in
            let cell = row.fields[column].trimmed
            return !cell.isEmpty && cell != sentence[column]
        }
        if !changed.isEmpty {
            endSentence(into: &collector)
            for column in changed { sentence[column] = row.fields[column].trimmed }
        }
        let word = row.fields[layout.word].trimmingSpaces
        let tag = row.fields[layout.tag].trimmed
        guard !word.isEmpty, !tag.isEmpty else {
            throw FledgeError(
                .data, at: place.written(file.path), word.isEmpty ? "the word is missing" : "the tag is missing",
                advice: "complete the row")
        }
        words.append(word)
        tags.append(collector.table.number(of: tag, at: place))
        places.append(place)
    }

    private mutating func endSentence(into collector: inout EntityCollector) {
        guard let first = places.first else { return }
        collector.add(EntityText(words: words, line: first.line), tags: tags, places: places)
        words.removeAll()
        tags.removeAll()
        places.removeAll()
    }

    // MARK: Texts

    private func readText(_ row: Row, into collector: inout EntityCollector) throws {
        let place = EntityPlace(line: row.line)
        let (text, cell) = (row.fields[layout.word], row.fields[layout.tag].trimmed)
        if text.isBlank, cell.isEmpty { return }
        let object: [String: JSONValue]
        if let spans = Self.spans(in: cell) {
            object = ["text": .string(text), "entities": .array(spans)]
        } else if let list = Self.list(cell) {
            let words = Self.list(text)?.texts ?? text.split(whereSeparator: \.isWhitespace).map(String.init)
            let tags = list.texts.map { text in Int(text).map { JSONValue.integer($0) } ?? .string(text) }
            object = ["words": .array(words.map(JSONValue.string)), "tags": .array(tags)]
        } else {
            throw FledgeError(
                .data, at: place.written(file.path), "the cell of the entities is not understood",
                expected: "a JSON array of spans, or a list of tags", found: Spelling.shortened(cell))
        }
        try SpanObjectReader(file, at: place).read(.object(object), into: &collector)
    }

    /// A list that a program wrote; words without quotes stand between commas.
    private static func list(_ cell: String) -> WrittenList? {
        WrittenList(cell) ?? WrittenList(cell, allowsBareWords: true)
    }

    /// The spans that a cell has as JSON; none in an empty cell, and `nil` for anything else.
    private static func spans(in cell: String) -> [JSONValue]? {
        if cell.isEmpty { return [] }
        var cell = cell
        let value = cell.withUTF8 { bytes -> JSONValue? in
            var reader = JSONReader(UnsafeRawBufferPointer(bytes))
            return try? reader.readValue()
        }
        guard let spans = value?.arrayValue, spans.allSatisfy({ $0.arrayValue != nil || $0.objectValue != nil }) else {
            return nil
        }
        return spans
    }
}
