import Foundation
import TestSupport
import Testing

/// `fledge data check`.
@Suite struct DataCheckTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace(model: nil) }

    private func check(_ files: [(String, String)], _ options: [String] = []) throws -> Outcome {
        let paths = try files.map { try workspace.directory.write($0.0, $0.1) }
        return try workspace.run(["data", "check"] + paths + options)
    }

    private func object(_ outcome: Outcome, _ file: Int = 0) throws -> [String: Any] {
        try #require((try outcome.object()["files"] as? [[String: Any]])?[file])
    }

    private func codes(_ file: [String: Any]) -> [String] {
        (file["findings"] as? [[String: Any]] ?? []).compactMap { $0["code"] as? String }
    }

    @Test func `a file in order`() throws {
        let outcome = try check([("a.tsv", "text\tlabel\nabc\tx\nabcde\ty\nf\tx\n")])
        #expect(outcome.status == 0)
        #expect(
            outcome.lines == [
                "\(workspace.path("a.tsv")): TSV, text from `text`, label from `label` (2 classes)",
                "  rows        3", "  labels      x (2), y (1)", "  characters  1 to 5 a text, median 3",
            ])
        let file = try object(check([("a.tsv", "text\tlabel\nabc\tx\nabcde\ty\nf\tx\n")], ["--json"]))
        #expect(file["row_count"] as? Int == 3)
        #expect((file["labels"] as? [[String: Any]])?.map { $0["count"] as? Int } == [2, 1])
        #expect((file["characters"] as? [String: Any])?["longest"] as? Int == 5)
        #expect(codes(file).isEmpty)
    }

    /// A file, its options, the codes of the findings and the exit code.
    struct Sample: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let name: String, content: String
        let options: [String], codes: [String]
        let status: Int32

        init(
            _ what: String, _ name: String, _ content: String, _ options: [String], _ codes: [String],
            status: Int32 = 0
        ) {
            testDescription = what
            (self.name, self.content, self.options, self.codes, self.status) = (name, content, options, codes, status)
        }
    }

    static let samples: [Sample] = [
        Sample("capitals", "a.tsv", "text\tlabel\na\tPos\nb\tpos\n", [], ["similar-labels"]),
        Sample(
            "repeated and contradictory texts", "a.tsv", "text\tlabel\na\tx\na\tx\na\ty\nb\ty\n",
            [], ["repeated-texts", "contradictory-labels"]),
        Sample(
            "lists", "a.csv", "text,label\na,\"['x', 'y']\"\nb,['x']\n", ["--task", "multi-label"], ["label-lists"]),
        Sample("a decimal comma", "a.tsv", "text\tlabel\na\t1,5\nb\t2\n", ["--task", "regression"], ["decimal-comma"]),
        Sample("thousands", "a.tsv", "text\tlabel\na\t1,500\n", ["--task", "regression"], [], status: 65),
        Sample(
            "grades", "a.tsv", "text\tlabel\na\tlow\nb\thigh\n", ["--task", "ordinal", "--label-order", "low,high"], []),
        Sample(
            "grades without order", "a.tsv", "text\tlabel\na\tlow\nb\thigh\n", ["--task", "ordinal"], [], status: 65),
        Sample("an empty text", "a.tsv", "text\tlabel\n \tx\nb\ty\n", [], [], status: 65),
        Sample("a missing column", "a.tsv", "words\tlabel\na\tx\n", [], [], status: 65),
        Sample("no file", "a.tsv", "text\tlabel\na\tx\n", ["absent.tsv"], [], status: 66),
        Sample("a second text", "a.tsv", "text\ttext_pair\tlabel\na\tb\tx\n", [], ["unused-pair"]),
        Sample("semicolons", "a.csv", "text;label\na;x\nb;y\n", [], ["delimiter"]),
        Sample(
            "entities", "a.conll", "Anna B-PER\nsang O\n\nRome I-LOC\n", ["--task", "entities"], ["misplacedTag"]),
        Sample("no entities in rows", "a.conll", "Anna B-PER X Y\nsang\n", ["--task", "entities"], [], status: 65),
    ]

    @Test(arguments: samples)
    func finds(_ sample: Sample) throws {
        let outcome = try check([(sample.name, sample.content)], sample.options + ["--json"])
        #expect(outcome.status == sample.status, "\(outcome.text)\(outcome.errors)")
        #expect(codes(try object(outcome)) == sample.codes)
    }

    @Test func `files together`() throws {
        let outcome = try check(
            [
                ("train.tsv", "text\tlabel\na\t1\nb\t0\n"), ("valid.tsv", "text\tlabel\na\t1.0\nc\t2\n"),
                ("test.tsv", "text\tlabel\nd\t0\n"),
            ], ["--json"])
        #expect(outcome.status == 0)
        #expect(codes(try object(outcome, 0)).isEmpty)
        #expect(codes(try object(outcome, 1)) == ["shared-texts", "label-spelling", "unseen-labels"])
        #expect(codes(try object(outcome, 2)).isEmpty)
    }

    @Test func `rows that cannot be read are grouped`() throws {
        let outcome = try check([("a.tsv", "text\tlabel\n\tx\nb\ty\n\ty\nc\n")])
        #expect(outcome.status == 65)
        #expect(outcome.lines.contains("  rejected    2 rows, first on line 2: the text is empty"))
        #expect(outcome.lines.contains("  rejected    1 row, first on line 5: too few columns"))
    }
}
