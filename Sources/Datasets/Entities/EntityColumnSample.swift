import Entities
import InputOutput

/// The first lines of a file in columns, sentence by sentence.
struct EntityColumnSample {
    private static let lineLimit = 2000
    static let wordNames: Set = ["word", "words", "token", "tokens", "form", "text"]
    static let tagNames: Set = [
        "tag", "tags", "label", "labels", "ner", "ner_tag", "ner_tags", "ner-tag", "ne", "entity", "iob", "bio",
    ]

    /// The first line, if it names the columns: its number, and the columns of the words and the tags.
    private(set) var header: (line: Int, word: Int, tag: Int)?

    /// The number of columns: the largest number filled by a line with as many separators as the first one.
    let columnCount: Int
    /// The cells of each line with all columns, by sentence.
    private let sentences: [[[String]]]

    /// - Parameter first: The cells of the first line.
    init(_ file: MappedFile, like first: ColumnLine) throws {
        let lines = LineReader(file: file)
        var cells = first
        let cellCount = first.cells.count
        var sentences: [[[String]]] = [[]]
        var lineCount = 0
        var header: (line: Int, word: Int, tag: Int)?
        while lineCount < Self.lineLimit, var line = try lines.next() {
            line.withUTF8 { line in
                let line = UnsafeRawBufferPointer(line)
                if ColumnLine.isBlank(line) || ColumnLine.beginsDocument(line) {
                    if sentences.last?.isEmpty == false { sentences.append([]) }
                    return
                }
                guard !ColumnLine.mayBeComment(line) else { return }
                cells.split(line)
                lineCount += 1
                let values = cells.cells.map {
                    String(decoding: UnsafeRawBufferPointer(rebasing: line[$0]), as: UTF8.self)
                }
                if lineCount == 1, let word = values.firstIndex(where: { Self.wordNames.contains($0.lowercased()) }),
                    let tag = values.lastIndex(where: { Self.tagNames.contains($0.lowercased()) })
                {
                    header = (lines.lineNumber, word, tag)
                } else {
                    sentences[sentences.count - 1].append(values)
                }
            }
        }
        func filled(_ line: [String]) -> Int { line.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 0 }
        let most = sentences.joined().filter { $0.count == cellCount }.map(filled).max() ?? cellCount
        let columnCount = most > 1 ? most : cellCount
        self.columnCount = columnCount
        self.header = header
        self.sentences = sentences.map { lines in
            lines.filter { $0.count >= columnCount && filled($0) <= columnCount }.map { Array($0.prefix(columnCount)) }
        }.filter { !$0.isEmpty }
    }

    /// The cells of a column.
    private func cells(_ column: Int) -> [String] { sentences.joined().map { $0[column] } }

    /// The column of the tags: the last one or, if that has neither tags nor `O`, the last one with tags.
    var tagColumn: Int {
        func hasTags(_ column: Int) -> Bool { TagNotation(of: Set(cells(column))) != nil }
        let last = columnCount - 1
        guard !cells(last).contains("O"), !hasTags(last) else { return last }
        return (0..<last).last(where: hasTags) ?? last
    }

    /// Tells whether a column numbers words: from 0 or 1 in each sentence, or across all of them.
    func numbersWords(_ column: Int) -> Bool {
        guard columnCount > 2 else { return false }
        var previous: Int?
        for sentence in sentences {
            let numbers = sentence.map { $0[column] }.filter { !EntityColumnLayout.isRange($0) }
            for (place, cell) in numbers.enumerated() {
                guard let number = Self.number(cell) else { return false }
                let isNext = previous.map { number == $0 + 1 } ?? (number < 2)
                guard isNext || place == 0 && number < 2 else { return false }
                previous = number
            }
        }
        return previous != nil
    }

    /// Tells whether a column identifies sentences, documents or words and contains no words: it numbers them, has the
    /// same value for all words of each of several sentences, or contains only numbers in many lines.
    func namesSentencesOrWords(_ column: Int) -> Bool {
        guard columnCount > 2 else { return false }
        let longer = sentences.filter { $0.count > 1 }
        let hasOneValueEach = longer.count > 2 && longer.allSatisfy { Set($0.map { $0[column] }).count == 1 }
        let cells = cells(column)
        return numbersWords(column) || hasOneValueEach || cells.count > 9 && cells.allSatisfy { Self.number($0) != nil }
    }

    private static func number(_ cell: String) -> Int? {
        cell.utf8.allSatisfy { (48...57).contains($0) } ? Int(cell) : nil
    }
}
