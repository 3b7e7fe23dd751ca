import Datasets
import Foundation
import InputOutput
import TestSupport
import Testing

@Suite struct FoundJSONTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    static let arrays: [FoundFile] = [
        FoundFile(
            "in one line", "a.json", #"[{"text": "a", "label": "x"}, {"text": "b", "label": 2}]"#, ["a|x", "b|2"],
            [.jsonArray]),
        FoundFile(
            "pretty-printed", "a.json",
            "[\n  {\n    \"text\": \"a, ]}\",\n    \"label\": \"x\"\n  },\n  {\"text\": \"\\\"b\"}\n]\n",
            ["a, ]}|x", "\"b"], [.jsonArray]),
        FoundFile(
            "named as lines, with a byte order mark", "a.jsonl",
            "\u{FEFF} [\n{\"text\": \"a\"}\n,\n{\"text\": \"b\"}\n]",
            ["a", "b"], [.jsonArray]),
        FoundFile(
            "CR and LF", "a.json", "[\r\n{\"text\": \"a\"},\r\n{\"text\": \"b\"}\r\n]\r\n", ["a", "b"], [.jsonArray]),
        FoundFile(
            "with other values nested", "a.json", #"[{"meta": {"x": [1, {"y": "]"}]}, "text": "a"}]"#, ["a"],
            [.jsonArray]),
        FoundFile(
            "with elements that are no rows", "a.json", #"[{"text": "a"}, 7, "b", ["c"], {"id": 3}, {"text": "d"}]"#,
            ["a", "!", "!", "!", "!", "d"], [.jsonArray]),
        FoundFile(
            "with a broken element", "a.json", #"[{"text": "a"}, {"text": b}, {"text": "c"}]"#, ["a", "!", "c"],
            [.jsonArray]),
        FoundFile(
            "objects over several lines", "a.json",
            "{\n  \"text\": \"a\",\n  \"label\": 1\n}\n{\n  \"text\": \"b\",\n  \"label\": \"x\"\n}\n",
            ["a|1", "b|x"], [.jsonObjects]),
        FoundFile("lines", "a.json", "{\"text\": \"a\"}\n{\"text\": \"b\"}\n", ["a", "b"]),
        FoundFile("a line cut off, then others", "a.jsonl", "{\"text\": \"a\"\n{\"text\": \"b\"}\n", ["!", "b"]),
    ]

    /// The key that most of the first objects have is chosen, and a row without it is a bad row.
    static let keys: [FoundFile] = [
        FoundFile(
            "a first object without the text", "a.jsonl", "{\"id\": 1}\n{\"text\": \"a\"}\n{\"text\": \"b\"}\n",
            ["!", "a", "b"]),
        FoundFile(
            "a first object without the label", "a.jsonl",
            "{\"text\": \"a\"}\n{\"text\": \"b\", \"label\": \"x\"}\n{\"text\": \"c\", \"label\": \"y\"}\n",
            ["a", "b|x", "c|y"]),
        FoundFile("an empty first object", "a.jsonl", "{}\n{\"review\": \"a\"}\n", ["!", "a"]),
        FoundFile(
            "a first object with another text key", "a.jsonl",
            "{\"text\": \"a\"}\n{\"content\": \"b\"}\n{\"content\": \"c\"}\n", ["!", "b", "c"]),
        FoundFile(
            "a named key that the first object lacks", "a.jsonl", "{\"text\": \"no\"}\n{\"quip\": \"a\"}\n",
            columns: ColumnSelection(text: "Quip"), ["!", "a"]),
        FoundFile(
            "in an array", "a.json", #"[{"id": 1}, {"text": "a", "label": "x"}, {"text": "b"}]"#, ["!", "a|x", "b"],
            [.jsonArray]),
        FoundFile("a broken first line", "a.jsonl", "{\"text\n{\"text\": \"a\"}\n", ["!", "a"]),
    ]

    @Test(arguments: arrays)
    func layouts(_ file: FoundFile) throws { try file.check(in: directory) }

    /// Through a small buffer, only a stream's first object is available, and it decides alone.
    @Test(arguments: keys)
    func keysOfTheFirstObjects(_ file: FoundFile) throws {
        let path = try directory.write(file.name, file.content)
        let reader = try RowReader(path: path, columns: file.columns, requiresLabel: false)
        #expect(try FoundFile.rows(of: reader) == file.rows)
        #expect(reader.findings.map(\.code) == file.codes)
    }

    /// A filter receives only its first object at first, and must not fail on it.
    @Test func firstObjectOfAStreamMayLackTheText() throws {
        let path = try directory.write("a.jsonl", "{\"id\": 1}\n{\"text\": \"a\"}\n{\"text\": \"b\"}\n")
        let descriptor = open(path, O_RDONLY)
        defer { close(descriptor) }
        let reader = try RowReader(
            stream: LineReader(descriptor: descriptor, name: "input", bufferSize: 1), format: .jsonLines,
            requiresLabel: false)
        #expect(try FoundFile.rows(of: reader) == ["!", "a", "b"])
    }

    @Test(arguments: [
        (#"{"data": [{"text": "a"}]}"#, "the rows seem to be in \"data\""),
        ("{\n\"version\": 1,\n\"rows\": [\n{\"text\": \"a\"}\n]\n}", "the rows seem to be in \"rows\""),
        (#"{"columns": ["text"], "index": [0], "data": [["a"]]}"#, "orient=\"split\""),
        (#"{"text": {"0": "a"}, "label": {"0": "x"}}"#, "orient=\"records\""),
        (#"[{"text": "a"}"#, "the file ends within the array"),
        (#"[{"text": "a"}, {"te"#, "the file ends within the object"),
        (#"[{"text": "a"} {"text": "b"}]"#, "the array of rows is broken"),
        (#"[{"text": "a"}] x"#, "expected: the end of the file"),
        ("[]", "the array has no rows"), (#"["a", "b"]"#, "write one JSON object a line, or one array of objects"),
    ])
    func refusals(_ content: String, _ part: String) throws {
        let path = try directory.write("a.json", content)
        let error = #expect(throws: FledgeError.self) {
            let reader = try RowReader(path: path, requiresLabel: false)
            while try reader.next() != nil {}
        }
        #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        (#"ok \ud83d"#, "ok \u{FFFD}"), (#"\ude00 ok"#, "\u{FFFD} ok"), (#"\ud83d\ud83d\ude00"#, "\u{FFFD}\u{1F600}"),
        (#"\ud83dx"#, "\u{FFFD}x"), (#"\ud83d\n"#, "\u{FFFD}\n"), (#"\ud83d\u0041"#, "\u{FFFD}A"),
    ])
    func halfSurrogates(_ written: String, _ text: String) throws {
        let path = try directory.write(
            "a.jsonl", "{\"text\": \"\(written)\"}\n{\"text\": \"b\"}\n{\"text\": \"\(written)\"}\n")
        let reader = try RowReader(path: path, requiresLabel: false)
        #expect(try reader.next(5).map(\.text) == [text, "b", text])
        #expect(
            reader.findings.map(\.description) == [
                "\(path):1: half of a surrogate pair is read as U+FFFD (2 times)"
            ])
    }

    /// A line of 3 MB, which does not fit into any buffer.
    @Test func largeArray() throws {
        let count = 60_000
        let content =
            "[" + (0..<count).map { #"{"text": "number \#($0) of the rows in the array"}"# }.joined(separator: ", ")
            + "]"
        let reader = try RowReader(path: directory.write("a.json", content), requiresLabel: false)
        #expect(try reader.next(count + 1).map(\.text).last == "number \(count - 1) of the rows in the array")
        #expect(try reader.next() == nil)
    }

    /// Files with other contents often have this extension, too.
    @Test func directoriesHaveFilesOfRows() throws {
        let place = "\(directory.path)/files"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        for (name, content) in [
            ("array.json", "[{\"text\":\"a\"}]"), ("lines.json", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n"),
            ("info.json", "{\"version\": 1}\n"), ("pretty.json", "{\n  \"version\": 1\n}\n"),
            ("numbers.json", "[1, 2]"),
            ("table.csv", "text\na\n"),
        ] {
            try Data(content.utf8).write(to: URL(fileURLWithPath: "\(place)/\(name)"))
        }
        #expect(try InputFiles.expanded([place]) == ["array.json", "lines.json", "table.csv"].map { "\(place)/\($0)" })
    }
}
