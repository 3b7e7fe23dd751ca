import Entities
import InputOutput

/// Reads a file with one word and its tag per line, and a blank line after each sentence.
struct ColumnFileReader {
    private let lines: LineReader
    private var cells: ColumnLine
    private let layout: EntityColumnLayout

    /// The sentence so far.
    private var text: [UInt8] = []
    private var words: [Range<Int>] = []
    private var tags: [Int] = []
    private var places: [EntityPlace] = []

    /// Determines the columns from the first lines.
    ///
    /// - Throws: ``FledgeError`` with category `data` if there are none, `usage` for impossible columns.
    init(_ settings: EntityFile, file: MappedFile) throws {
        lines = LineReader(file: file)
        layout = try EntityColumnLayout(settings.columns, file: file)
        cells = ColumnLine(separator: layout.separator)
    }

    /// The columns that are read.
    var columns: EntityFileReading.Columns {
        EntityFileReading.Columns(
            word: layout.word + 1, tag: layout.tag + 1, count: layout.count, index: layout.index.map { $0 + 1 },
            headerLine: layout.headerLine)
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
        if lines.lineNumber == layout.headerLine { return }
        cells.split(line)
        cells.dropEmptyCells(downTo: layout.count)
        if ColumnLine.mayBeComment(line), !isWord(line, collector.table) { return }
        if let index = layout.index, index < cells.cells.count, EntityColumnLayout.isRange(string(index, of: line)) {
            return collector.note(
                .severalWords, at: EntityPlace(line: lines.lineNumber), "number \(string(index, of: line))")
        }
        try addWord(line, &collector.table)
    }

    /// Tells whether a line that looks like a comment is a word: it has all columns, including a tag.
    private func isWord(_ line: UnsafeRawBufferPointer, _ table: TagTable) -> Bool {
        guard cells.cells.count == layout.count else { return false }
        let tag = string(layout.tag, of: line)
        return TagTable.tag(tag) != nil || table.contains(tag)
    }

    private func string(_ column: Int, of line: UnsafeRawBufferPointer) -> String {
        String(decoding: UnsafeRawBufferPointer(rebasing: line[cells.cells[column]]), as: UTF8.self)
    }

    private mutating func addWord(_ line: UnsafeRawBufferPointer, _ table: inout TagTable) throws {
        let place = EntityPlace(line: lines.lineNumber)
        guard cells.cells.count == layout.count else {
            throw FledgeError(
                .data, at: place.written(lines.name),
                "too \(cells.cells.count < layout.count ? "few" : "many") columns", expected: "\(layout.count) columns",
                found: "\(cells.cells.count): \(Spelling.shortened(String(decoding: line, as: UTF8.self)))",
                advice: "complete the line, or leave it blank where a sentence ends")
        }
        let word = cells.cells[layout.word]
        guard !word.isEmpty, !cells.cells[layout.tag].isEmpty else {
            throw FledgeError(
                .data, at: place.written(lines.name), word.isEmpty ? "the word is missing" : "the tag is missing",
                advice: "complete the line, or leave it blank where a sentence ends")
        }
        if !words.isEmpty { text.append(0x20) }
        words.append(text.count..<text.count + word.count)
        text.append(contentsOf: line[word])
        tags.append(table.number(of: string(layout.tag, of: line), at: place))
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
