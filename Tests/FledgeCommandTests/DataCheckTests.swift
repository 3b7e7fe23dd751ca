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

    @Test func `names of labels in a file beside`() throws {
        try workspace.directory.write(
            "dataset_info.json", #"{"features":{"label":{"names":["neg","pos"],"_type":"ClassLabel"}}}"#)
        let content = "{\"text\":\"a\",\"label\":0}\n{\"text\":\"b\",\"label\":1}\n"
        let file = try object(check([("a.jsonl", content)], ["--json"]))
        #expect(codes(file) == ["class-label-names"])
        let named = try object(check([("a.jsonl", content)], ["--json", "--label-names", "0=neg,1=pos"]))
        #expect(codes(named).isEmpty)
    }

    @Test func `entities in Latin-1`() throws {
        let content = Data("word,tag\nCaf".utf8) + [0xE9] + Data(",B-ORG\nopen,O\n".utf8)
        let path = try workspace.directory.write("a.csv", content)
        let refused = try workspace.run(["data", "check", path, "--task", "entities"])
        #expect(refused.status == 65)
        #expect(refused.text.contains("--encoding windows-1252"))
        #expect(try workspace.run(["data", "check", path, "--task", "entities", "--encoding", "latin-1"]).status == 0)
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
        Sample("labels of fastText", "a.txt", "__label__x a b\n__label__y c\n", [], ["fasttext-labels"]),
        Sample(
            "booleans", "a.jsonl", "{\"text\":\"a\",\"label\":true}\n{\"text\":\"b\",\"label\":1}\n", [],
            ["same-label-value"]),
        Sample("rows without anything", "a.csv", "text,label\na,x\n,\nb,y\n", [], ["empty-rows"]),
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
        Sample(
            "single-word entities in another notation", "a.conll", "Anna B_PER\nsang O\n", ["--task", "entities"],
            ["otherNotation"]),
        Sample("no entity at all", "a.conll", "Anna O\nsang O\n", ["--task", "entities"], [], status: 65),
        Sample(
            "a misspelt label that is to be named", "a.tsv", "text\tlabel\na\tlow\nb\thigh\n",
            ["--label-names", "lwo=bad,hihg=good"], ["unused-label-names"]),
        Sample(
            "one of two names is used", "a.tsv", "text\tlabel\na\tlow\nb\thigh\n",
            ["--label-names", "low=bad,hihg=good"], ["unused-label-names"]),
        Sample(
            "names of numbers in another spelling", "a.tsv", "text\tlabel\na\t0\nb\t1\n",
            ["--label-names", "0.0=bad,1.0=good"], []),
        Sample(
            "names of the places of masks, one of which never occurs", "a.tsv",
            "text\tlabel\na\t[1, 0, 0]\nb\t[1, 1, 0]\nc\t[0, 0, 0]\n",
            ["--task", "multi-label", "--label-names", "0=x,1=y,2=z"], ["label-lists", "label-masks"]),
        Sample(
            "names with several labels", "a.tsv", "text\tlabel\na\tx|y\nb\ty\n",
            ["--task", "multi-label", "--label-names", "x=left,y=right"], []),
        Sample(
            "label columns with a blank after the comma", "a.tsv", "text\tp\tq\na\t1\t0\nb\t0\t1\n",
            ["--task", "multi-label", "--label-columns", "p, q"], []),
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

    /// As `train --train A --validation B` reads them.
    @Test func `masks of the first file are masks in the second`() throws {
        let files = [
            ("train.tsv", "text\tlabel\na\t[1, 1]\nb\t[0, 1]\n"), ("valid.tsv", "text\tlabel\nc\t[1, 0]\nd\t[0, 1]\n"),
        ]
        let options = ["--task", "multi-label", "--json"]
        #expect(codes(try object(check(files, options), 1)) == ["label-lists", "label-masks"])
        // The second one alone does not tell.
        #expect(codes(try object(check([files[1]], options))).contains("possible-label-masks"))
    }

    @Test func `texts with entities in two files`() throws {
        let outcome = try check(
            [("a.conll", "Anna B-PER\nran O\n\nBo B-PER\n"), ("b.conll", "Anna B-PER\nran O\n\nCy B-PER\n")],
            ["--task", "entities", "--json"])
        #expect(codes(try object(outcome, 1)) == ["shared-texts"])
    }

    @Test func `rows that cannot be read are grouped`() throws {
        let outcome = try check([("a.tsv", "text\tlabel\n\tx\nb\ty\n\ty\nc\n")])
        #expect(outcome.status == 65)
        #expect(
            outcome.lines.contains("  rejected    2 rows, first on line 2: the text is empty (try: remove the row)"))
        #expect(
            outcome.lines.contains(
                "  rejected    1 row, first on line 5: too few columns (try: complete the row or remove it)"))
    }

    @Test func `what a file of entities is read as`() throws {
        let file = ("a.conll", "1 Anna S-PER\n2 sang O\n\n1 Bo S-PER\n2 ran O\n")
        let outcome = try check([file], ["--task", "entities"])
        #expect(outcome.status == 0)
        #expect(
            outcome.lines.contains(
                "  read as     CoNLL columns with words in column 2 and tags in column 3 of 3, column 1 numbers the words"
            ))
        #expect(outcome.lines.contains("  scheme      BIOES"))
        let object = try object(check([file], ["--task", "entities", "--json"]))
        let columns = (object["entity_reading"] as? [String: Any])?["columns"] as? [String: Any]
        #expect(columns?["tag"] as? Int == 3)
        #expect(object["scheme"] as? String == "bioes")
    }

    @Test func `only the file to train on needs entities`() throws {
        let files = [("a.conll", "Anna B-PER\nran I-PER\n"), ("b.conll", "he O\nsang O\n")]
        let outcome = try check(files, ["--task", "entities", "--json"])
        #expect(outcome.status == 0)
        #expect(codes(try object(outcome, 1)) == ["no-entities"])
        let reversed = try check(files.reversed(), ["--task", "entities"])
        #expect(reversed.status == 65)
        #expect(reversed.text.contains("no text has an entity"))
        #expect(reversed.text.contains("check which column holds the tags"))
    }

    @Test(arguments: ["single-label", "regression", "ordinal", "entities"])
    func `label columns need the task multi-label`(task: String) throws {
        let outcome = try check([("a.tsv", "text\tp\tq\na\t1\t0\n")], ["--label-columns", "p,q", "--task", task])
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("a column for each label means that a text may have several"))
    }

    @Test func `misspelt labels that are to be named are pointed out`() throws {
        let files = [("a.tsv", "text\tlabel\na\tlow\nb\thigh\n")]
        let outcome = try check(files, ["--label-names", "low=bad,hihg=good"])
        #expect(outcome.text.contains("did you mean \"high\" by \"hihg\"?"))
        let all = try check(files + [("b.tsv", "text\tlabel\nc\tlwo\n")], ["--label-names", "lwo=bad", "--json"])
        #expect(codes(try object(all, 0)).isEmpty)
    }

    @Test(arguments: [["check", "--skip-bad-rows"], ["check", "--rejects"], ["benchmark", "--rejects"]])
    func `options about bad rows are only where they do something`(command: [String]) throws {
        let help = try workspace.run(["data", command[0], "--help-all"])
        #expect(help.status == 0)
        #expect(help.text.contains("--text-column") && !help.text.contains(command[1]))
    }
}
