import Entities
import InputOutput

/// Reads a file with a word and its tag a line, and a blank line after each sentence.
struct ColumnFileReader {
    private let lines: LineReader
    private var cells: ColumnLine
    private let columnCount: Int
    private let wordColumn: Int
    private let tagColumn: Int

    /// The sentence so far.
    private var text: [UInt8] = []
    private var words: [Range<Int>] = []
    private var tags: [Int] = []
    private var places: [EntityPlace] = []

    /// Finds out the columns by the first line that has some.
    ///
    /// - Throws: ``FledgeError`` with category `data` where there is none, `usage` for impossible columns.
    init(_ settings: EntityFile, file: MappedFile) throws {
        lines = LineReader(file: file)
        let first = try Self.firstLine(LineReader(file: file))
        var cells = ColumnLine(separator: try settings.columns.separator.byte(in: first.bytes))
        first.bytes.withUnsafeBytes { cells.split($0) }
        columnCount = cells.cells.count
        let place = "\(file.path):\(first.number)"
        guard columnCount > 1 else {
            throw FledgeError(
                .data, at: place, "the line has only one column",
                expected: "a word and its tag with \(Self.title(of: cells.separator)) between",
                found: Spelling.shortened(String(decoding: first.bytes, as: UTF8.self)),
                advice: "name the separator or the format")
        }
        wordColumn = try Self.index(of: settings.columns.word, "words", among: columnCount, at: place)
        tagColumn = try Self.index(of: settings.columns.tag, "tags", among: columnCount, at: place)
        self.cells = cells
        guard wordColumn != tagColumn else {
            throw FledgeError(
                .usage, at: place, "words and tags cannot be in one column", found: "column \(wordColumn + 1) for both")
        }
    }

    /// Reads all sentences.
    mutating func read(into collector: inout EntityCollector) throws {
        while var line = try lines.next() {
            try line.withUTF8 { try take(UnsafeRawBufferPointer($0), into: &collector) }
        }
        endSentence(into: &collector)
    }

    private mutating func take(_ line: UnsafeRawBufferPointer, into collector: inout EntityCollector) throws {
        if ColumnLine.isBlank(line) || ColumnLine.beginsDocument(line) { return endSentence(into: &collector) }
        cells.split(line)
        if ColumnLine.mayBeComment(line), !isWord(line, collector.table) { return }
        try addWord(line, &collector.table)
    }

    /// Whether a line that looks like a comment is a word: it has all columns and a tag among them.
    private func isWord(_ line: UnsafeRawBufferPointer, _ table: TagTable) -> Bool {
        guard cells.cells.count == columnCount else { return false }
        let tag = string(tagColumn, of: line)
        return TagTable.tag(tag) != nil || table.contains(tag)
    }

    private func string(_ column: Int, of line: UnsafeRawBufferPointer) -> String {
        String(decoding: UnsafeRawBufferPointer(rebasing: line[cells.cells[column]]), as: UTF8.self)
    }

    private mutating func addWord(_ line: UnsafeRawBufferPointer, _ table: inout TagTable) throws {
        let place = EntityPlace(line: lines.lineNumber)
        guard cells.cells.count == columnCount else {
            throw FledgeError(
                .data, at: place.written(lines.name),
                "too \(cells.cells.count < columnCount ? "few" : "many") columns", expected: "\(columnCount) columns",
                found: "\(cells.cells.count): \(Spelling.shortened(String(decoding: line, as: UTF8.self)))",
                advice: "complete the line, or leave it blank where a sentence ends")
        }
        let word = cells.cells[wordColumn]
        guard !word.isEmpty, !cells.cells[tagColumn].isEmpty else {
            throw FledgeError(
                .data, at: place.written(lines.name), word.isEmpty ? "the word is missing" : "the tag is missing",
                advice: "complete the line, or leave it blank where a sentence ends")
        }
        if !words.isEmpty { text.append(0x20) }
        words.append(text.count..<text.count + word.count)
        text.append(contentsOf: line[word])
        tags.append(table.number(of: string(tagColumn, of: line), at: place))
        places.append(place)
    }

    private mutating func endSentence(into collector: inout EntityCollector) {
        guard let first = places.first else { return }
        let sentence = EntityText(
            text: String(decoding: text, as: UTF8.self), words: words, entities: [], line: first.line,
            hasGivenWords: true)
        collector.add(sentence, tags: tags, places: places)
        text.removeAll(keepingCapacity: true)
        words.removeAll()
        tags.removeAll()
        places.removeAll()
    }
}

extension ColumnFileReader {
    /// The first line of words: one that does not look like a comment, if there is any.
    private static func firstLine(_ lines: LineReader) throws -> (bytes: [UInt8], number: Int) {
        var commented: (bytes: [UInt8], number: Int)?
        while let line = try lines.next().map({ Array($0.utf8) }) {
            let (isPassed, mayBeComment) = line.withUnsafeBytes {
                (ColumnLine.isBlank($0) || ColumnLine.beginsDocument($0), ColumnLine.mayBeComment($0))
            }
            if isPassed { continue }
            if !mayBeComment { return (line, lines.lineNumber) }
            if commented == nil { commented = (line, lines.lineNumber) }
        }
        if let commented { return commented }
        throw FledgeError(
            .data, at: lines.name, lines.lineNumber == 0 ? "the file is empty" : "the file has only blank lines")
    }

    private static func title(of separator: UInt8?) -> String {
        switch separator {
        case nil: "spaces"
        case 0x09: "a tab"
        case .some(let byte): "'\(Character(Unicode.Scalar(byte)))'"
        }
    }

    /// The index of a column that is given by its number.
    private static func index(of number: Int, _ role: String, among count: Int, at place: String) throws -> Int {
        guard number != 0, abs(number) <= count else {
            throw FledgeError(
                number == 0 ? .usage : .data, at: place, "there is no column \(number) for the \(role)",
                expected: "a number from 1 to \(count), or from -1 to -\(count) counted from the end")
        }
        return number > 0 ? number - 1 : count + number
    }
}
