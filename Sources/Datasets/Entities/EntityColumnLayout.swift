import Entities
import InputOutput

/// The columns of words and tags in a file in columns, determined from its first lines.
struct EntityColumnLayout {
    /// The separator of columns; `nil` for any number of spaces and tabs.
    let separator: UInt8?
    /// The number of columns. Columns that are empty at the end of all lines come from extra separators and do not
    /// count.
    let count: Int
    /// The column of the words, from 0.
    let word: Int
    /// The column of the tags.
    let tag: Int
    /// The column that numbers the words of each sentence.
    let index: Int?
    /// The number of the line that names the columns.
    let headerLine: Int?

    /// - Throws: ``FledgeError`` with category `data` if there are no columns, `usage` for impossible ones.
    init(_ columns: EntityColumns, file: MappedFile) throws {
        let first = try Self.firstLine(LineReader(file: file))
        var cells = ColumnLine(separator: try columns.separator.byte(in: first.bytes))
        if columns.separator == .automatic, cells.separator != nil, try Self.mixesTabsAndSpaces(file) {
            cells = ColumnLine(separator: nil)
        }
        separator = cells.separator
        first.bytes.withUnsafeBytes { cells.split($0) }
        let sample = try EntityColumnSample(file, like: cells)
        count = sample.columnCount
        let place = "\(file.path):\(first.number)"
        guard count > 1 else {
            throw FledgeError(
                .data, at: place, "the line has only one column",
                expected: "a word and its tag with \(Self.title(of: separator)) between",
                found: Spelling.shortened(String(decoding: first.bytes, as: UTF8.self)),
                advice: "name the separator or the format")
        }
        let givenWord = try columns.word.map { try Self.index(of: $0, "words", among: sample.columnCount, at: place) }
        let tag =
            try columns.tag.map { try Self.index(of: $0, "tags", among: sample.columnCount, at: place) }
            ?? sample.header?.tag ?? sample.tagColumn
        let others = (0..<count).filter { $0 != tag }
        index = givenWord == nil ? others.first.flatMap { sample.numbersWords($0) ? $0 : nil } : nil
        headerLine = sample.header?.line
        word = givenWord ?? sample.header?.word ?? others.first { !sample.namesSentencesOrWords($0) } ?? others[0]
        self.tag = tag
        guard word != tag else {
            throw FledgeError(
                .usage, at: place, "words and tags cannot be in one column", found: "column \(word + 1) for both")
        }
    }

    /// Tells whether a word number in CoNLL-U stands for several words, such as `3-4`, or for one that is not in the
    /// text, such as `5.1`.
    static func isRange(_ cell: String) -> Bool {
        let parts = cell.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "." }
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
    }

    /// The first line of words: preferably one that does not look like a comment.
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

    /// Returns true if some lines separate columns by tabs, others by spaces only, and all have the same number of columns.
    private static func mixesTabsAndSpaces(_ file: MappedFile) throws -> Bool {
        let lines = LineReader(file: file)
        var cells = ColumnLine(separator: nil)
        var counts: Set<Int> = []
        var lacksTabs = false
        while lines.lineNumber < 2000, counts.count < 2, var line = try lines.next() {
            line.withUTF8 { line in
                let line = UnsafeRawBufferPointer(line)
                guard !ColumnLine.isBlank(line), !ColumnLine.beginsDocument(line), !ColumnLine.mayBeComment(line) else {
                    return
                }
                cells.split(line)
                counts.insert(cells.cells.count)
                lacksTabs = lacksTabs || !line.contains(0x09)
            }
        }
        return lacksTabs && counts.count == 1 && counts.first != 1
    }

    private static func title(of separator: UInt8?) -> String {
        switch separator {
        case nil: "spaces"
        case 0x09: "a tab"
        case .some(let byte): "'\(Character(Unicode.Scalar(byte)))'"
        }
    }

    /// The index of a column from its number.
    private static func index(of number: Int, _ role: String, among count: Int, at place: String) throws -> Int {
        guard number != 0, abs(number) <= count else {
            throw FledgeError(
                number == 0 ? .usage : .data, at: place, "there is no column \(number) for the \(role)",
                expected: "a number from 1 to \(count), or from -1 to -\(count) counted from the end")
        }
        return number > 0 ? number - 1 : count + number
    }
}
