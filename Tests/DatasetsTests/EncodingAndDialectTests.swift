import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct EncodingAndDialectTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private static let text = "text,label\né 😀 好\u{2028}x,1\n\"ß\n\",2\n"

    private static func utf16(_ text: String, isBigEndian: Bool, mark: Bool = true) -> Data {
        ((mark ? [0xFEFF] : []) + text.utf16).reduce(into: Data()) { data, unit in
            let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
            data.append(contentsOf: isBigEndian ? [high, low] : [low, high])
        }
    }

    private static let unicode: [(Data, TextEncoding?)] = [
        (utf16(text, isBigEndian: false), nil), (utf16(text, isBigEndian: true), nil),
        (utf16(text, isBigEndian: true), .utf16), (utf16(text, isBigEndian: false, mark: false), .utf16),
        (Data("\u{FEFF}\(text)".utf8), .utf8),
    ]

    @Test(arguments: unicode)
    func readsUnicode(_ content: Data, _ encoding: TextEncoding?) throws {
        let path = try directory.write("a.csv", content)
        for size in [1, 3, 4096] {
            let descriptor = open(path, O_RDONLY)
            defer { close(descriptor) }
            let lines = LineReader(descriptor: descriptor, name: "input", encoding: encoding, bufferSize: size)
            let reader = try RowReader(stream: lines, format: .csv, requiresLabel: true)
            #expect(try reader.next(9).map(\.text) == ["é 😀 好\u{2028}x", "ß\n"])
            let found = encoding == nil ? [DataFinding(.utf16, file: "input", "encoded in UTF-16")] : []
            #expect(reader.findings == found)
        }
    }

    @Test(arguments: [
        (TextEncoding.latin1, "caf\u{E9} \u{80}\u{9F}\u{FF}"), (.windows1252, "caf\u{E9} \u{20AC}\u{178}\u{FF}"),
    ])
    func readsSingleBytes(_ encoding: TextEncoding, _ expected: String) throws {
        let path = try directory.write("a.txt", Data("caf".utf8) + [0xE9, 0x20, 0x80, 0x9F, 0xFF, 0x0A])
        let reader = try RowReader(path: path, columns: ColumnSelection(encoding: encoding), requiresLabel: false)
        #expect(try reader.next()?.text == expected)
        #expect(throws: (any Error).self) { try RowReader(path: path, requiresLabel: false).next() }
    }

    /// Half a surrogate pair, and half a unit at the end.
    @Test func illFormedUTF16() throws {
        let units: [UInt16] = [0xFEFF, 0x61, 0x0A, 0xD800, 0x0A, 0xDC00, 0x0A, 0x62, 0x0A]
        let content = units.reduce(into: Data()) { $0.append(contentsOf: [UInt8($1 & 0xFF), UInt8($1 >> 8)]) }
        let reader = try RowReader(path: directory.write("a.txt", content + [0x63]), requiresLabel: false)
        var lines: [Int: Bool] = [:]
        while let result = try reader.nextResult() {
            switch result {
            case .row(let row): lines[row.line] = true
            case .rejected(let row): lines[row.line] = false
            }
        }
        #expect(lines == [1: true, 2: false, 3: false, 4: true, 5: false])
    }

    @Test(
        arguments: [
            ("text;label\na, b;1\n", ";"), ("text\tlabel\n\"a\tb\"\t1\n", "tabs"), ("text|label\na;b|1\n", "|"),
            ("text,label\na,1\n", nil), ("text\na;b\n", nil), ("text;more,label\na;b,1\nc;d;e,2\nf,3\n", nil),
            ("\"text,x\";label\n\"a \"\"b\"\";c\n,\";1\n", ";"), ("text;label\r\n\r\nb;1", ";"),
        ] as [(String, String?)])
    func findsTheDelimiter(_ content: String, _ expected: String?) throws {
        let path = try directory.write("a.csv", content)
        let columns = ColumnSelection(text: "1", hasHeader: true)
        let reader = try RowReader(path: path, columns: columns, requiresLabel: false)
        #expect(
            reader.findings.map(\.description) == expected.map { ["\(path): columns separated by \($0)"] } ?? [])
        while (try reader.next()) != nil {}
    }

    @Test func delimiterCanBeForced() throws {
        let path = try directory.write("a.csv", "text,a;label\nx,y;1\n")
        let columns = ColumnSelection(text: "text,a", delimiter: .semicolon)
        let reader = try RowReader(path: path, columns: columns, requiresLabel: true)
        #expect(try reader.next() == Row(text: "x,y", label: "1", line: 2))
        #expect(reader.findings.isEmpty)
        let table = try directory.write("a.tsv", "text:label\n\"x:1\n")
        let colons = ColumnSelection(delimiter: Delimiter(":"))
        #expect(try RowReader(path: table, columns: colons, requiresLabel: true).next()?.text == "\"x")
    }

    @Test(
        arguments: [
            (",", ","), ("semicolon", ";"), ("\\t", "tabs"), ("TAB", "tabs"), ("pipe", "|"), ("~", "~"), ("\"", nil),
            ("a", nil), ("", nil), (";;", nil), ("é", nil), ("\n", nil),
        ] as [(String, String?)])
    func namesOfDelimiters(_ name: String, _ expected: String?) {
        #expect(Delimiter(name)?.description == expected)
    }

    @Test func mixedDelimiters() throws {
        let path = try directory.write("a.csv", "text,label\na,1\nb;2\n")
        #expect(
            message { _ = try rows(path) } == """
                \(path):3: too few columns
                  expected: 2 columns
                  found:    1
                  try:      separate all rows by commas; this one seems to be separated by semicolons
                """)
    }
}
