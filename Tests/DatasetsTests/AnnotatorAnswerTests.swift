import Datasets
import TestSupport
import Testing

/// Rows that an annotator accepted, rejected or skipped.
@Suite struct AnnotatorAnswerTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private static let lines = [
        #"{"text":"a","label":"x","answer":"accept"}"#, #"{"text":"b","label":"y","answer":"reject"}"#,
        #"{"text":"c","answer":"ignore"}"#, #"{"text":"d","label":"y"}"#,
        #"{"text":"e","label":"x","answer":"maybe"}"#, #"{"text":"f","label":"x","answer":"reject"}"#,
    ]

    private func read(
        _ lines: [String], columns: ColumnSelection = ColumnSelection(), requiresLabel: Bool = true
    ) throws -> (texts: [String], findings: [DataFinding]) {
        let path = try directory.write("a.jsonl", lines.joined(separator: "\n"))
        let reader = try RowReader(path: path, columns: columns, requiresLabel: requiresLabel)
        var texts: [String] = []
        while let row = try reader.next() { texts.append(row.text) }
        return (texts, reader.findings)
    }

    @Test func `rejected and skipped rows are left out`() throws {
        let (texts, findings) = try read(Self.lines)
        #expect(texts == ["a", "d", "e"])
        #expect(findings.map(\.code) == [.rejectedAnswers])
        #expect(findings.first?.count == 3)
        #expect(findings.first?.line == 2)
    }

    @Test func `texts without labels are all read`() throws {
        #expect(try read(Self.lines, requiresLabel: false).texts == ["a", "b", "c", "d", "e", "f"])
    }

    @Test func `the answer may be the label, or the text`() throws {
        let lines = [#"{"text":"a","answer":"reject"}"#, #"{"text":"b","answer":"accept"}"#]
        #expect(try read(lines, columns: ColumnSelection(label: "answer")).texts == ["a", "b"])
        #expect(try read(lines, columns: ColumnSelection(text: "answer", label: "text")).texts == ["reject", "accept"])
    }

    @Test func `a file without accepted rows`() throws {
        let error = message { _ = try read([Self.lines[1], Self.lines[5]]) }
        #expect(error?.contains("an annotator rejected or skipped all rows") == true)
    }

    @Test func `tables are left alone`() throws {
        let path = try directory.write("a.tsv", "text\tlabel\tanswer\na\tx\treject\n")
        #expect(try rows(path).map(\.text) == ["a"])
    }
}
