import Datasets
import Foundation
import InputOutput
import TestSupport
import Testing

/// A valid file with its rows.
struct ReadableFile: Sendable, CustomTestStringConvertible {
    var what: String
    var name: String
    var content: String
    var columns = ColumnSelection()
    var labelled = true
    var rows: [Row]

    var testDescription: String { what }
}

@Suite struct RowReaderTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    static let files: [ReadableFile] = [
        ReadableFile(
            what: "TSV does not know quotes", name: "a.tsv", content: "sentence\tlabel\n\"so\" good \t1\n\"bad\t0\n",
            rows: [
                Row(text: "\"so\" good ", label: "1", line: 2), Row(text: "\"bad", label: "0", line: 3),
            ]),
        ReadableFile(
            what: "TSV with CRLF, byte order mark, blank lines, and no last line feed", name: "a.TSV",
            content: "\u{FEFF}Label\tTEXT\r\n\r\npos\tgut\r\nneg\tschlecht",
            rows: [Row(text: "gut", label: "pos", line: 3), Row(text: "schlecht", label: "neg", line: 4)]),
        ReadableFile(
            what: "TSV without header by number", name: "a.tsv", content: "id1\tpos\tgood\nid2\tneg\tbad\n",
            columns: ColumnSelection(text: "3", label: "2", hasHeader: false),
            rows: [Row(text: "good", label: "pos", line: 1), Row(text: "bad", label: "neg", line: 2)]),
        ReadableFile(
            what: "number with a header", name: "a.tsv", content: "id\tquip\tlabel\n7\tgood\tpos\n",
            columns: ColumnSelection(text: "2"), rows: [Row(text: "good", label: "pos", line: 2)]),
        ReadableFile(
            what: "pair", name: "a.tsv", content: "sentence1\tsentence2\tlabel\none\ttwo\t1\n",
            columns: ColumnSelection(pair: "Sentence2"), rows: [Row(text: "one", pair: "two", label: "1", line: 2)]),
        ReadableFile(
            what: "first name of the list wins", name: "a.csv", content: "content,text,stars,rating\nno,yes,5,4\n",
            rows: [Row(text: "yes", label: "4", line: 2)]),
        ReadableFile(
            what: "named columns win", name: "a.csv", content: "text,label,title,mood\nno,no,yes,good\n",
            columns: ColumnSelection(text: "TITLE", label: "mood"), rows: [Row(text: "yes", label: "good", line: 2)]),
        ReadableFile(
            what: "CSV with quotes, commas and line feeds", name: "a.csv",
            content: "\u{FEFF}text,label\n\"one, \"\"two\"\"\nthree\",pos\n\"\"\"\",neg\na \"b\" c,\"neg\"\n",
            rows: [
                Row(text: "one, \"two\"\nthree", label: "pos", line: 2), Row(text: "\"", label: "neg", line: 4),
                Row(text: "a \"b\" c", label: "neg", line: 5),
            ]),
        ReadableFile(
            what: "CSV with CRLF keeps it inside quotes", name: "a.csv",
            content: "text,label\r\n\"one\r\n\r\ntwo\",\"a\r\nb\"\r\nthree,c\r\n",
            rows: [
                Row(text: "one\r\n\r\ntwo", label: "a\r\nb", line: 2), Row(text: "three", label: "c", line: 6),
            ]),
        ReadableFile(
            what: "CSV with empty last fields", name: "a.csv", content: "text,label,note\none,1,\ntwo,2,\"\"\n",
            rows: [Row(text: "one", label: "1", line: 2), Row(text: "two", label: "2", line: 3)]),
        ReadableFile(
            what: "CSV without labels", name: "a.csv", content: "text,label\n,\ntwo,2\n", labelled: false,
            rows: [Row(text: "", line: 2), Row(text: "two", label: "2", line: 3)]),
        ReadableFile(
            what: "single column keeps blank lines", name: "a.csv", content: "text\none\n\ntwo\n", labelled: false,
            rows: [Row(text: "one", line: 2), Row(text: "", line: 3), Row(text: "two", line: 4)]),
        ReadableFile(
            what: "single column without header", name: "a.tsv", content: "one\ntwo\n",
            columns: ColumnSelection(hasHeader: false), labelled: false,
            rows: [Row(text: "one", line: 1), Row(text: "two", line: 2)]),
        ReadableFile(
            what: "JSON Lines", name: "a.jsonl",
            content: """
                {"id": [1, {"x": null}], "Text": "a \\"b\\" \\u00e9\\ud83d\\ude00\\n\\/", "label": 1}

                 {"label":-1.50e+2,"Text":"","extra":true}
                {"Text": "c", "label": false}\r
                {"Text": "d", "label": "x"}
                """,
            labelled: false,
            rows: [
                Row(text: "a \"b\" é😀\n/", label: "1", line: 1), Row(text: "", label: "-1.50e+2", line: 3),
                Row(text: "c", label: "false", line: 4), Row(text: "d", label: "x", line: 5),
            ]),
        ReadableFile(
            what: "JSON Lines with pair, null label and escaped keys", name: "a.ndjson",
            content: #"{"te\u0078t":"a","b":"c","label":null}"# + "\n" + #"{"text":"d","b":"e"}"#,
            columns: ColumnSelection(pair: "b"), labelled: false,
            rows: [Row(text: "a", pair: "c", line: 1), Row(text: "d", pair: "e", line: 2)]),
        ReadableFile(
            what: "plain text", name: "a.txt", content: "one\ttwo\n\n\"three\r\n", labelled: false,
            rows: [Row(text: "one\ttwo", line: 1), Row(text: "", line: 2), Row(text: "\"three", line: 3)]),
    ]

    @Test(arguments: files)
    func reads(_ file: ReadableFile) throws {
        let path = try directory.write(file.name, file.content)
        #expect(try rows(path, columns: file.columns, labelled: file.labelled) == file.rows)
    }

    /// The same through a pipe, with a buffer so small that it is refilled constantly.
    @Test(arguments: files, [1, 7, 4096])
    func readsStreams(_ file: ReadableFile, bufferSize: Int) throws {
        let path = try directory.write(file.name, file.content)
        let descriptor = open(path, O_RDONLY)
        defer { close(descriptor) }
        let reader = try RowReader(
            stream: LineReader(descriptor: descriptor, name: "standard input", bufferSize: bufferSize),
            format: FileFormat(path: path), columns: file.columns, requiresLabel: file.labelled)
        #expect(try reader.next(100) == file.rows)
    }

    @Test(arguments: [
        ("a.jsonl", "{\"text\":\"a\",  \"k\":1}\r\n", "{\"text\":\"a\",  \"k\":1}"),
        ("a.csv", "text,k\n\"a\nb\",\"c\"\n", "\"a\nb\",\"c\""), ("a.tsv", "text\tk\na\tb\n", "a\tb"),
        ("a.txt", "a b\n", "a b"),
    ])
    func keepsTheSource(_ name: String, _ content: String, _ source: String) throws {
        let path = try directory.write(name, content)
        #expect(try rows(path, labelled: false, keepsSource: true).map(\.source) == [source])
        #expect(try rows(path, labelled: false).map(\.source) == [nil])
    }

    @Test func chunksEndWithTheFile() throws {
        let reader = try RowReader(path: directory.write("a.txt", "1\n2\n3\n"), requiresLabel: false)
        #expect(try reader.next(2).map(\.text) == ["1", "2"])
        #expect(try reader.next(2).map(\.text) == ["3"])
        #expect(try reader.next(2).isEmpty)
    }

    @Test func emptyStreamHasNoRows() throws {
        let descriptor = open("/dev/null", O_RDONLY)
        defer { close(descriptor) }
        for format in FileFormat.allCases where format != .lines {
            let reader = try RowReader(
                stream: LineReader(descriptor: descriptor, name: "standard input"), format: format, requiresLabel: true)
            #expect(try reader.next() == nil)
        }
    }

    @Test func formatCanBeGiven() throws {
        let path = try directory.write("data.json", "{\"text\":\"a\",\"label\":true}")
        let reader = try RowReader(path: path, format: .jsonLines, requiresLabel: true)
        #expect(try reader.next() == Row(text: "a", label: "true", line: 1))
    }
}
