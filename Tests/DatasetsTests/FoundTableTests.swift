import Datasets
import Foundation
import InputOutput
import TestSupport
import Testing

@Suite struct FoundTableTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    static let headers: [FoundFile] = [
        FoundFile(
            "TSV", "a.tsv", "text\tlabel\na\tx\ntext\tlabel\nb\ty\n", ["a|x", "b|y"], [.repeatedHeader]),
        FoundFile(
            "CSV, twice", "a.csv", "text,label\na,x\ntext,label\nb,y\ntext,label\n", ["a|x", "b|y"], [.repeatedHeader]),
        FoundFile(
            "in quotes", "a.csv", "text,label\na,x\n\"text\",\"label\"\nb,y\n", ["a|x", "b|y"], [.repeatedHeader]),
        FoundFile(
            "with another case and blanks", "a.csv", "Text,Label\na,x\n text , LABEL\nb,y\n", ["a|x", "b|y"],
            [.repeatedHeader]),
        FoundFile(
            "with a byte order mark", "a.csv", "\u{FEFF}text,label\r\na,x\r\n\u{FEFF}text,label\r\nb,y\r\n",
            ["a|x", "b|y"], [.byteOrderMark, .repeatedHeader]),
        FoundFile("at once", "a.csv", "text,label\ntext,label\nb,y\n", ["b|y"], [.repeatedHeader]),
        FoundFile(
            "names as a text and as a label", "a.csv", "text,label\ntext,x\na,label\nlabel,label\n",
            ["text|x", "a|label", "label|label"]),
        FoundFile("the name of a single column", "a.csv", "text\na\ntext\n", ["a", "text"]),
        FoundFile(
            "without a header", "a.csv", "text,label\na,x\ntext,label\n",
            columns: ColumnSelection(text: "1", label: "2", hasHeader: false), ["text|label", "a|x", "text|label"]),
    ]

    static let lineEnds: [FoundFile] = [
        FoundFile("CSV", "a.csv", "text,label\ra,x\rb,y\r", ["a|x", "b|y"], [.carriageReturns]),
        FoundFile("CSV without a last one", "a.csv", "text,label\ra,x\rb,y", ["a|x", "b|y"], [.carriageReturns]),
        FoundFile("TSV", "a.tsv", "text\tlabel\ra\tx\r\rb\ty\r", ["a|x", "b|y"], [.carriageReturns]),
        FoundFile(
            "JSON Lines", "a.jsonl", "{\"text\":\"a\",\"label\":\"x\"}\r{\"text\":\"b\"}\r", ["a|x", "b"],
            [.carriageReturns]),
        FoundFile("plain text", "a.txt", "a\rb\rc", ["a", "b", "c"], [.carriageReturns]),
        FoundFile("byte order mark", "a.csv", "\u{FEFF}text,label\ra,x\r", ["a|x"], [.carriageReturns]),
        FoundFile(
            "semicolons", "a.csv", "text;label\ra, b;x\rc;y\r", ["a, b|x", "c|y"], [.carriageReturns, .delimiter]),
        FoundFile(
            "line feeds within quotes", "a.csv", "text,label\r\"a\nb\",x\rc,y\r", ["a\nb|x", "c|y"], [.carriageReturns]),
        FoundFile("CR within quotes, LF at line ends", "a.csv", "text,label\n\"a\rb\",x\n", ["a\rb|x"]),
        FoundFile("CRLF", "a.csv", "text,label\r\na,x\r\n", ["a|x"]),
        FoundFile("one line with CRLF", "a.txt", "a\r\n", ["a"]),
    ]

    static let dialects: [FoundFile] = [
        FoundFile("semicolon", "a.csv", "sep=;\ntext;label\na,b;x\n", ["a,b|x"], [.delimiterLine]),
        FoundFile("CRLF and capitals", "a.csv", "SEP=;\r\ntext;label\r\na;x\r\n", ["a|x"], [.delimiterLine]),
        FoundFile("tab", "a.csv", "sep=\t\ntext\tlabel\na\tx\n", ["a|x"], [.delimiterLine]),
        FoundFile("comma in TSV", "a.tsv", "sep=,\ntext,label\na,x\n", ["a|x"], [.delimiterLine]),
        FoundFile("mark", "a.csv", "\u{FEFF}sep=|\ntext|label\na|x\n", ["a|x"], [.delimiterLine]),
        FoundFile("in quotes", "a.csv", "\"sep=;\"\ntext;label\na;x\n", ["a|x"], [.delimiterLine]),
        FoundFile(
            "without a header", "a.csv", "sep=;\na;x\nb;y\n",
            columns: ColumnSelection(text: "1", label: "2", hasHeader: false), ["a|x", "b|y"], [.delimiterLine]),
        FoundFile("a column of that name", "a.csv", "sep=;x,text\na,b\n", ["b"]),
    ]

    static let blanks: [FoundFile] = [
        FoundFile(
            "before", "a.csv", "id,text,label\n1, \"a, b\", x\n2, \"c\", y\n", ["a, b|x", "c|y"], [.blanksAroundQuotes]),
        FoundFile(
            "in the header too", "a.csv", "id, \"text\", \"label\"\n1, \"a\", \"x\"\n", ["a|x"], [.blanksAroundQuotes]),
        FoundFile("behind", "a.csv", "text,label\n\"a, b\" ,x\n", ["a, b|x"], [.blanksAroundQuotes]),
        FoundFile(
            "several, with doubled quotes", "a.csv", "id,text,label\n1,   \"a \"\"b\"\", c\"  ,x\n", ["a \"b\", c|x"],
            [.blanksAroundQuotes]),
        FoundFile(
            "over lines", "a.csv", "id,text,label\n1, \"a,\nb\",x\n2,c,y\n", ["a,\nb|x", "c|y"], [.blanksAroundQuotes]),
        FoundFile(
            "with semicolons", "a.csv", "id;text;label\n1; \"a; b\";x\n2; \"c\";y\n", ["a; b|x", "c|y"],
            [.delimiter, .blanksAroundQuotes]),
        FoundFile("quotes within a text", "a.csv", "id,text\n1, \"so\" he said\n2,b\n", [" \"so\" he said", "b"]),
    ]

    static let trailing: [FoundFile] = [
        FoundFile("in all lines", "a.csv", "text,label,\na,x,\nb,y,\n", ["a|x", "b|y"]),
        FoundFile("in rows", "a.csv", "text,label\na,x,\nb,y,\n", ["a|x", "b|y"], [.trailingSeparators]),
        FoundFile("in the header", "a.csv", "text,label,\na,x\nb,y\n", ["a|x", "b|y"], [.trailingSeparators]),
        FoundFile("in some rows", "a.tsv", "text\tlabel\na\tx\t\nb\ty\n", ["a|x", "b|y"], [.trailingSeparators]),
        FoundFile("several", "a.csv", "text,label,,\na,x,,\nb,y,,,,\n", ["a|x", "b|y"], [.trailingSeparators]),
        FoundFile(
            "without a header", "a.csv", "a,x\nb,y,\n",
            columns: ColumnSelection(text: "1", label: "2", hasHeader: false), ["a|x", "b|y"], [.trailingSeparators]),
        FoundFile("something in it", "a.csv", "text,label\na,x,1\nb,y,\n", ["!", "b|y"], [.trailingSeparators]),
        FoundFile("a named column that is missing", "a.csv", "text,label,note\na,x\n", ["!"]),
    ]

    /// Rows to learn from.
    static let labelled: [FoundFile] = [
        FoundFile(
            "rows without anything", "a.csv", "text,label\na,x\n,\n\"\", \nb,y\n,\n", ["a|x", "b|y"], [.emptyRows]),
        FoundFile("a row with a label alone", "a.csv", "text,label\na,x\n,y\n", ["a|x", "!"]),
        FoundFile(
            "fastText", "a.txt", "__label__x good __label__ film\n\n__label__y\tbad\n__label__x, __label__y so\n",
            ["good __label__ film|__label__x", "!", "bad|__label__y", "so|__label__x __label__y"]),
        FoundFile(
            "Prodigy's choices", "a.jsonl",
            #"{"text":"a","options":[{"id":"X"}],"accept":["X"],"answer":"accept"}"#, [#"a|["X"]"#]),
        FoundFile(
            "Label Studio's choices", "a.jsonl", #"{"text":"a","label":{"choices":["X","Y"]}}"#, [#"a|["X","Y"]"#]),
    ]

    @Test(arguments: labelled)
    func labelledRows(_ file: FoundFile) throws { try file.check(in: directory, labelled: true, streams: false) }

    @Test func `labels of fastText are not part of texts`() throws {
        let file = FoundFile("fastText", "a.txt", "__label__x good\n", ["good|__label__x"], [.fastTextLabels])
        try file.check(in: directory, streams: false)
        let plain = FoundFile("plain text", "a.txt", "__label__x good\nbad\n", ["__label__x good", "bad"])
        try plain.check(in: directory)
    }

    @Test func `marks with a decimal comma`() throws {
        let file = FoundFile(
            "columns of labels", "a.csv", "text;a;b\nu;1,0;0,0\nv;0,0;1\n",
            columns: ColumnSelection(labelColumns: ["a", "b"]), ["u|a", "v|b"], [.delimiter, .decimalComma])
        try file.check(in: directory, streams: false)
        let share = FoundFile(
            "a share", "a.csv", "text;a;b\nu;0,5;0,0\n", columns: ColumnSelection(labelColumns: ["a", "b"]), ["!"],
            [.delimiter])
        try share.check(in: directory, streams: false)
    }

    static let encodings: [FoundFile] = [
        FoundFile(
            "UTF-16, least significant byte first", "a.csv", utf16("text,label\na,x\n", isBigEndian: false), ["a|x"],
            [.utf16]),
        FoundFile(
            "UTF-16, most significant byte first", "a.tsv", utf16("text\tlabel\n\u{E9}\tx\n", isBigEndian: true),
            ["\u{E9}|x"], [.utf16]),
        FoundFile(
            "UTF-16 JSON", "a.jsonl", utf16("{\"text\":\"\u{1F600}\"}\n", isBigEndian: false), ["\u{1F600}"], [.utf16]),
        FoundFile("UTF-16 of one line", "a.txt", utf16("a", isBigEndian: false), ["a"], [.utf16]),
        FoundFile(
            "UTF-16 array", "a.json", utf16("[{\"text\":\"a\"}]", isBigEndian: true), ["a"], [.utf16, .jsonArray]),
        FoundFile(
            "a mark in the middle", "a.jsonl", "\u{FEFF}{\"text\":\"a\"}\n\u{FEFF}{\"text\":\"b\"}\n", ["a", "b"],
            [.byteOrderMark]),
    ]

    private static func utf16(_ text: String, isBigEndian: Bool) -> Data {
        text.utf16.reduce(into: Data()) { data, unit in
            let (low, high) = (UInt8(unit & 0xFF), UInt8(unit >> 8))
            data.append(contentsOf: isBigEndian ? [high, low] : [low, high])
        }
    }

    @Test(arguments: headers)
    func repeatedHeaders(_ file: FoundFile) throws { try file.check(in: directory) }

    @Test(arguments: lineEnds)
    func carriageReturns(_ file: FoundFile) throws { try file.check(in: directory) }

    @Test(arguments: dialects)
    func delimiterLines(_ file: FoundFile) throws { try file.check(in: directory) }

    @Test(arguments: blanks)
    func blanksAroundQuotes(_ file: FoundFile) throws { try file.check(in: directory, streams: false) }

    @Test(arguments: trailing)
    func trailingSeparators(_ file: FoundFile) throws { try file.check(in: directory) }

    @Test(arguments: encodings)
    func unmarkedEncodings(_ file: FoundFile) throws { try file.check(in: directory) }

    /// The columns of rows after such a header would be mixed up.
    @Test func aReorderedHeaderIsAnError() throws {
        let path = try directory.write("a.csv", "text,label\na,x\nlabel,text\ny,b\n")
        let reader = try RowReader(path: path, requiresLabel: true)
        #expect(try reader.next()?.text == "a")
        #expect(
            message { _ = try reader.nextResult() } == """
                \(path):3: the header is repeated with its columns in another order
                  expected: "text", "label"
                  found:    "label", "text"
                  try:      split the file before this line, or bring the columns into one order
                """)
    }

    @Test(
        arguments: [
            ("a.txt", [0x61, 0, 0, 0, 0x62, 0, 0, 0], "looks like UTF-32"),
            ("a.txt", [0, 0, 0, 0x61], "looks like UTF-32"),
            ("a.txt", [0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0], "looks like UTF-32"),
            ("a.csv", [0x74, 0x65, 0x78, 0x74, 0x0A, 0x61, 0, 0x62, 0, 0x0A], "pass --encoding utf-16"),
        ] as [(String, [UInt8], String)])
    func otherEncodingsAreNamed(_ name: String, _ content: [UInt8], _ part: String) throws {
        let path = try directory.write(name, Data(content))
        let error = #expect(throws: FledgeError.self) {
            while try RowReader(path: path, requiresLabel: false).next() != nil {}
        }
        #expect(error?.description.contains(part) == true)
    }
}
