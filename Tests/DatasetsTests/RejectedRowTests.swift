import Datasets
import Foundation
import TestSupport
import Testing

/// A file with usable and unusable rows, and the result for each.
struct MixedFile: Sendable, CustomTestStringConvertible {
    var what: String
    var name: String
    var content: Data
    var labelled = false
    var longestCell = 1 << 20
    /// A row as its line and text; a rejected one as its line, `!`, its reason, `:` and its source.
    var results: [String]

    var testDescription: String { what }

    init(
        _ what: String, _ name: String, _ content: [UInt8], labelled: Bool = false, longestCell: Int = 1 << 20,
        _ results: [String]
    ) {
        self.what = what
        self.name = name
        self.content = Data(content)
        self.labelled = labelled
        self.longestCell = longestCell
        self.results = results
    }

    init(
        _ what: String, _ name: String, _ content: String, labelled: Bool = false, longestCell: Int = 1 << 20,
        _ results: [String]
    ) {
        self.init(what, name, Array(content.utf8), labelled: labelled, longestCell: longestCell, results)
    }
}

@Suite struct RejectedRowTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    static let files: [MixedFile] = [
        MixedFile(
            "columns", "a.tsv", "text\tlabel\na\t1\nb\nc\td\te\nf\t2\n",
            [
                "2 a", "3! too few columns (expected 2 columns, found 1): b",
                "4! too many columns (expected 2 columns, found 3): c\td\te", "5 f",
            ]),
        MixedFile(
            "invalid UTF-8 inside and outside quotes", "a.csv",
            Array("text,label\na,1\n".utf8) + [0xFF] + Array(",1\n\"b\n".utf8) + [0xC3] + Array("\nc\",2\nd,3".utf8),
            [
                "2 a", "3! invalid UTF-8 at byte 0 of the line (found byte 0xFF): \u{FFFD},1",
                "4! invalid UTF-8 at byte 0 of the line (found byte 0xC3): \"b\n\u{FFFD}\nc\",2", "7 d",
            ]),
        MixedFile(
            "NUL bytes", "a.csv", "text,x\nab\0c,1\n\"d\n\0\",2\ne,3\n",
            [
                "2! a NUL byte at byte 2 of the line (expected text): ab\0c,1",
                "3! a NUL byte at byte 0 of the line (expected text): \"d\n\0\",2", "5 e",
            ]),
        MixedFile(
            "a quote that is not closed until the end", "a.csv", "text,label\n\"a,1\nb,2\nc,3\n",
            ["2! a quote is not closed (found \"a,1): \"a,1", "3 b", "4 c"]),
        MixedFile(
            "a quote that the next row closes", "a.csv", "text,label\n\"a,1\nb,2\n\"c\",3\n\"d\n\",4\n",
            [
                "2! text follows a closing quote (expected a comma or the line's end, found \"c\",3\"): \"a,1", "3 b",
                "4 c", "5 d\n",
            ]),
        MixedFile(
            "text after a quote", "a.csv", "text,label\n\"a\"b,1\nc,2\n",
            ["2! text follows a closing quote (expected a comma or the line's end, found \"b,1\"): \"a\"b,1", "3 c"]),
        MixedFile(
            "a quote that goes on for too long", "a.csv", "text,label\n\"a,1\nb,2\nc,3\n\"", longestCell: 8,
            ["2! a quote is not closed (found \"a,1): \"a,1", "3 b", "4 c", "5! a quote is not closed (found \"): \""]),
        MixedFile(
            "a cell over the limit", "a.csv", "text,label\n123456789,1\n12345678,2\n1,123456789\n", longestCell: 8,
            [
                "2! a cell is too long (expected at most 8 bytes, found 9): 123456789,1", "3 12345678",
                "4! a cell is too long (expected at most 8 bytes, found 9): 1,123456789",
            ]),
        MixedFile(
            "a line over the limit", "a.txt", "1234\n12345\n", longestCell: 4,
            ["1 1234", "2! a line is too long (expected at most 4 bytes, found 5): 12345"]),
        MixedFile(
            "JSON", "a.jsonl",
            """
            {"text":
            {"text":"a","label":1}
            {"label":1}
            {"text":"b
            []
            {"text":"c"} d
            {"text":null}
            {"text":"e\0","label":1}
            {"text":"123456789"}
            {"text":"f"}
            """, longestCell: 10,
            [
                "1! broken JSON at byte 8 of the line (expected a value, found the end of the text): {\"text\":", "2 a",
                "3! the object has no key \"text\" for the text: {\"label\":1}",
                "4! broken JSON at byte 10 of the line (expected '\"', found the end of the text): {\"text\":\"b",
                "5! broken JSON at byte 0 of the line (expected '{', found '['): []",
                "6! broken JSON at byte 13 of the line (expected the end of the text, found 'd'): {\"text\":\"c\"} d",
                "7! the text is not a string (expected a string for the key \"text\", found null): {\"text\":null}",
                "8! a NUL byte at byte 10 of the line (expected text): {\"text\":\"e\0\",\"label\":1}",
                "9! a value is too long (expected at most 10 bytes, found 11): {\"text\":\"123456789\"}", "10 f",
            ]),
        MixedFile(
            "labels", "a.csv", "text,label\na,1\nb,\n ,2\nc,3\n", labelled: true,
            ["2 a", "3! the label is missing: b,", "4! the text is empty:  ,2", "5 c"]),
        MixedFile(
            "nothing but bad rows", "a.csv", "text,label\na\nb\n",
            [
                "2! too few columns (expected 2 columns, found 1): a",
                "3! too few columns (expected 2 columns, found 1): b",
            ]),
    ]

    private func results(_ reader: RowReader) throws -> [String] {
        var results: [String] = []
        while let result = try reader.nextResult() {
            switch result {
            case .row(let row): results.append("\(row.line) \(row.text)")
            case .rejected(let row): results.append("\(row.line)! \(row.reason): \(row.source)")
            }
        }
        return results
    }

    @Test(arguments: files)
    func goesOnBehindBadRows(_ file: MixedFile) throws {
        let path = try directory.write(file.name, file.content)
        let expected = file.results
        #expect(
            try results(RowReader(path: path, requiresLabel: file.labelled, longestCell: file.longestCell)) == expected)
        for size in [1, 5, 4096] {
            let descriptor = open(path, O_RDONLY)
            defer { close(descriptor) }
            let reader = try RowReader(
                stream: LineReader(descriptor: descriptor, name: "input", bufferSize: size),
                format: FileFormat(path: path), requiresLabel: file.labelled, longestCell: file.longestCell)
            #expect(try results(reader) == expected)
        }
    }

    /// After throwing at a bad row, `next` can be called again.
    @Test func nextThrowsWhatNextResultSays() throws {
        let path = try directory.write("a.csv", "text,label\n\"a,1\nb,2\nc\nd,3\n")
        let values = try RowReader(path: path, requiresLabel: false)
        let thrown = try RowReader(path: path, requiresLabel: false)
        while let result = try values.nextResult() {
            switch result {
            case .row(let row): #expect(try thrown.next() == row)
            case .rejected(let row): #expect(throws: row.error) { try thrown.next() }
            }
        }
        #expect(try thrown.next() == nil)
    }

    @Test func linesThatAreTooLongForMemory() throws {
        let path = try directory.write("a.csv", "text,label\n\(String(repeating: "x", count: 5000)),1\nb,2\n")
        let descriptor = open(path, O_RDONLY)
        defer { close(descriptor) }
        let reader = try RowReader(
            stream: LineReader(descriptor: descriptor, name: "input", bufferSize: 64, longestLine: 1000), format: .csv,
            requiresLabel: false)
        guard case .rejected(let row) = try reader.nextResult() else { throw POSIXError(.EINVAL) }
        #expect(row.line == 2)
        #expect(row.reason == "the line is too long (expected at most 1000 bytes)")
        #expect((1000..<5000).contains(row.source.utf8.count))
        #expect(try reader.next() == Row(text: "b", label: "2", line: 3))
    }

    @Test func emptyTextsWhereTextsAreRequired() throws {
        let path = try directory.write("a.txt", "a\n \u{3000}\nb\n")
        #expect(try results(RowReader(path: path, requiresLabel: false)) == ["1 a", "2  \u{3000}", "3 b"])
        #expect(
            try results(RowReader(path: path, requiresLabel: false, requiresText: true))
                == ["1 a", "2! the text is empty:  \u{3000}", "3 b"])
    }

    @Test func cellsAndHeaderAreKept() throws {
        let path = try directory.write("a.csv", "\u{FEFF}id, Text ,\"a\"\"b\"\n1,\"x\ny\",\n2,\"\"\"\",c\n")
        let reader = try RowReader(path: path, requiresLabel: false, keepsSource: true)
        #expect(reader.header == ["id", " Text ", "a\"b"])
        #expect(try reader.next(9).map(\.fields) == [["1", "x\ny", ""], ["2", "\"", "c"]])
        let other = try RowReader(path: path, requiresLabel: false)
        #expect(other.header == reader.header)
        #expect(try other.next(9).map(\.fields) == [[], []])
        let table = try directory.write("a.tsv", "a\tb\n")
        let bare = try RowReader(
            path: table, columns: ColumnSelection(text: "2", hasHeader: false), requiresLabel: false,
            keepsSource: true)
        #expect(bare.header == nil)
        #expect(try bare.next()?.fields == ["a", "b"])
        #expect(try bare.next() == nil)
    }

    /// Errors that concern the whole file are thrown.
    @Test(arguments: [
        ("a.csv", "text\"\n", "FILE:1: no text column found"),
        ("a.jsonl", "{\"a\":1}\n", "FILE:1: no text column found"),
        ("a.csv", "text,x\n", "FILE: the file has a header line but no rows"),
        ("a.csv", "\"text\n", "FILE:1: a quote is not closed"),
    ])
    func filesWithoutUse(_ name: String, _ content: String, _ expected: String) throws {
        let path = try directory.write(name, content)
        let found = message { _ = try results(RowReader(path: path, requiresLabel: false)) }
        #expect(found?.split(separator: "\n").first.map(String.init) == expected.replacing("FILE", with: path))
    }
}
