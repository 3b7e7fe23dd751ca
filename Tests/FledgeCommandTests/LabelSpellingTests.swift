import Foundation
import TestSupport
import Testing

/// Labels as people write them, through the commands.
@Suite struct LabelSpellingTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    /// Trains for one update, and returns the classes and the messages.
    private func train(_ name: String, _ content: String, _ extra: [String] = []) throws -> (
        labels: [String], said: String
    ) {
        let data = try workspace.directory.write(name, content)
        let outcome = try workspace.succeed(
            ["train", "--model", workspace.model, "--train", data, "--output", workspace.path("output")]
                + ["--overwrite", "--max-steps", "1", "--no-record", "--precision", "fp32"] + extra)
        let configuration = try Outcome.object(
            String(contentsOfFile: workspace.path("output/config.json"), encoding: .utf8))
        let names = try #require(configuration["id2label"] as? [String: String])
        return (names.sorted { Int($0.key) ?? 0 < Int($1.key) ?? 0 }.map(\.value), outcome.errors)
    }

    /// A file, its options, the classes of the model and parts of the messages.
    struct Sample: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let name: String, content: String
        let options: [String], labels: [String], said: [String]

        init(
            _ what: String, _ name: String, _ content: String, _ options: [String] = [], labels: [String],
            said: String...
        ) {
            testDescription = what
            (self.name, self.content, self.options) = (name, content, options)
            (self.labels, self.said) = (labels, said)
        }
    }

    static let samples: [Sample] = [
        Sample(
            "lists of pandas", "a.csv", "text,label\nthe film,\"['food', 'price']\"\nthe soup,['food']\nthe room,[]\n",
            ["--task", "multi-label"], labels: ["food", "price"],
            said: "DIR/a.csv:2: labels are lists, such as ['food', 'price']: their elements are the labels (3 times)",
            "DIR/a.csv: CSV, text from `text`, label from `label` (2 classes)"),
        Sample(
            "lists of one of doccano", "a.jsonl",
            "{\"id\":1,\"text\":\"the film\",\"label\":[\"pos\"]}\n{\"id\":2,\"text\":\"the soup\",\"label\":[\"neg\"]}\n",
            labels: ["neg", "pos"], said: "labels are lists of one, such as [\"pos\"]: the label in them is read",
            "DIR/a.jsonl: JSON Lines, text from `text`, label from `label` (2 classes); not used: id"),
        Sample(
            "names for numbers", "a.tsv", "text\tlabel\nthe film\t1\nthe soup\t0\n",
            ["--label-names", "0=positive,1=negative"], labels: ["positive", "negative"], said: "positive (1)"),
        Sample(
            "an order of names", "a.tsv", "text\tlabel\nthe film\thigh\nthe soup\tlow\n",
            ["--task", "ordinal", "--label-order", "low, medium, high"], labels: ["low", "medium", "high"],
            said: "medium (0)"),
        Sample(
            "a separator", "a.tsv", "text\tlabel\nthe film\ta/b\nthe soup\tb\n",
            ["--task", "multi-label", "--label-separator", "/"], labels: ["a", "b"], said: "b (2)"),
        Sample(
            "a decimal comma", "a.csv", "text;score\nthe film;4,5\nthe soup;1\n",
            ["--task", "regression", "--label-column", "score"], labels: ["value"],
            said: "numbers such as 4,5 have a decimal comma, read as a decimal point",
            "DIR/a.csv: CSV separated by ;, text from `text`, label from `score`"),
        Sample(
            "a second text that is not used", "a.tsv",
            "idx\tsentence1\tsentence2\tlabel\n0\tthe film\tthe soup\ta\n1\tgood\tbad\tb\n",
            labels: ["a", "b"],
            said: "fledge: warning: DIR/a.tsv: \"sentence2\" looks like a second text and is not used",
            "text from `sentence1`, label from `label` (2 classes); not used: idx, sentence2"),
        Sample(
            "a second text that is used", "a.tsv",
            "idx\tsentence1\tsentence2\tlabel\n0\tthe film\tthe soup\ta\n1\tgood\tbad\tb\n",
            ["--pair-column", "sentence2"], labels: ["a", "b"],
            said: "text from `sentence1`, second text from `sentence2`, label from `label` (2 classes); not used: idx"),
        Sample(
            "no header line", "a.tsv", "1\tthe film\ta\n2\tthe soup\tb\n",
            ["--no-header", "--text-column", "2", "--label-column", "3"], labels: ["a", "b"],
            said: "DIR/a.tsv: TSV, text from column 2, label from column 3 (2 classes); not used: 1"),
        Sample(
            "a column for each label", "a.csv", "text,x,y\nthe film,1.0, 0\nthe soup,0.0, 1\n",
            ["--task", "multi-label", "--label-columns", "x,y"], labels: ["x", "y"], said: "labels from `x`, `y`"),
    ]

    @Test(arguments: samples)
    func trains(_ sample: Sample) throws {
        let (labels, said) = try train(sample.name, sample.content, sample.options)
        #expect(labels == sample.labels)
        for words in sample.said { #expect(said.contains(words), "\(said)") }
    }

    @Test func `what was read is kept`() throws {
        _ = try train("a.tsv", "idx\tsentence1\tsentence2\tlabel\n0\tthe film\tthe soup\ta\n1\tgood\tbad\tb\n")
        let record = try Outcome.object(
            String(contentsOfFile: workspace.path("output/training.json"), encoding: .utf8))
        let columns = try #require((record["readings"] as? [String: [String: Any]])?["training"])
        #expect(columns["text"] as? String == "sentence1")
        #expect(columns["label"] as? String == "label")
        #expect(columns["unused"] as? [String] == ["idx", "sentence2"])
        #expect(columns["class_count"] as? Int == 2)
    }

    @Test func `many rare labels are few lines`() throws {
        let rows = (0..<40).map { "the film\tname\($0)\n" }
        let (_, said) = try train("a.tsv", "text\tlabel\n" + rows.joined())
        #expect(said.split(separator: "\n").count { $0.contains("hardly learn") } == 6)
        #expect(said.contains("35 other labels with at most one training row each"))
    }

    @Test func `texts that training and validation share`() throws {
        try workspace.writeRows("valid.tsv", 5)
        let (_, said) = try train(
            "a.tsv", TinyReviews.tsv(TinyReviews.rows(3) + TinyReviews.rows(12, offset: 60)),
            ["--validation", workspace.path("valid.tsv")])
        #expect(said.contains("fledge: warning: DIR/valid.tsv:2: 3 texts occur in DIR/a.tsv as well"), "\(said)")
    }

    @Test func `texts with entities that training and validation share`() throws {
        try workspace.directory.write("valid.conll", "the O\nfilm B-X\n\nthe O\nbook B-X\n")
        let data = try workspace.directory.write("train.conll", "the O\nsoup B-X\n\nthe O\nbook B-X\n")
        let outcome = try workspace.succeed([
            "train", "--task", "entities", "--model", workspace.model, "--train", data, "--output", "output",
            "--validation", workspace.path("valid.conll"), "--max-steps", "1", "--no-record",
        ])
        #expect(
            outcome.errors.contains("fledge: warning: DIR/valid.conll:4: 1 text occurs in DIR/train.conll as well"),
            "\(outcome.errors)")
    }

    @Test func `rows with labels that cannot be used are left out`() throws {
        let (_, said) = try train(
            "a.tsv", "text\tlabel\nthe film\t1.5\nthe soup\tn/a\nthe room\t2\nthe book\tn/a\n",
            ["--task", "regression", "--skip-bad-rows"])
        #expect(
            said.contains(
                "fledge: warning: DIR/a.tsv:3: a row whose label cannot be used is left out: the label is not a number "
                    + "(2 times)"), "\(said)")
        #expect(said.contains("training: 2 rows of DIR/a.tsv"))
    }

    // MARK: Evaluation

    private func evaluate(_ content: String, _ extra: [String] = []) throws -> (result: [String: Any], said: String) {
        let data = try workspace.directory.write("test.tsv", content)
        let outcome = try workspace.succeed(
            ["evaluate", "--model", try workspace.writeClassifier(labels: ["NEGATIVE", "POSITIVE"]), "--data", data]
                + ["--json", "--precision", "fp32"] + extra)
        return (try outcome.object(), outcome.errors)
    }

    /// Names that are given and not used are a finding if labels of the file are left without a class, or the model has no
    /// such class; else the file may just lack the label.
    @Test(arguments: [
        ("0", "0=NEGATIVE,1=POSITIVE", false), ("0", "0=NEGATIVE,x=OTHER", true),
        ("hi", "0=NEGATIVE,ih=POSITIVE", true),
    ])
    func `names that are not used`(label: String, names: String, isFound: Bool) throws {
        let (_, said) = try evaluate("text\tlabel\nthe film\t0\nthe soup\t\(label)\n", ["--label-names", names])
        #expect(said.contains("names are given for labels that do not occur") == isFound, "\(said)")
    }

    @Test func `rows with unseen labels count as errors`() throws {
        let content = "text\tlabel\nthe film\tPOSITIVE\nthe soup\tNEGATIVE\nthe room\tMIXED\nthe book\tMIXED\n"
        let (result, said) = try evaluate(content)
        #expect(result["count"] as? Int == 4)
        #expect(result["labels"] as? [String] == ["NEGATIVE", "POSITIVE", "MIXED"])
        #expect(result["accuracy"] as? Double ?? 1 <= 0.5)
        #expect(result["unseen_labels"] as? [String: Int] == ["MIXED": 2])
        #expect((result["confusion_matrix"] as? [[Int]])?[2].reduce(0, +) == 2)
        #expect(
            said.contains(
                "fledge: warning: DIR/test.tsv:4: labels that the model does not know, whose rows count as errors: "
                    + "\"MIXED\" (2 times)"), "\(said)")
        let known = try evaluate("text\tlabel\nthe film\tPOSITIVE\nthe soup\tNEGATIVE\n").result
        let skipped = try evaluate(content, ["--unseen-labels", "skip"])
        #expect(skipped.result["count"] as? Int == 2)
        #expect(skipped.said.contains("whose rows are left out"))
        for name in ["accuracy", "cross_entropy", "macro_f1"] {
            #expect(skipped.result[name] as? Double == known[name] as? Double)
        }
        #expect(result["cross_entropy"] as? Double == known["cross_entropy"] as? Double)
    }

    @Test(arguments: ["1\nthe soup\t0", "1.0\nthe soup\t0.0", "positive\nthe soup\tNegative"])
    func `labels in another spelling, or indices`(_ labels: String) throws {
        let (result, said) = try evaluate("text\tlabel\nthe film\t\(labels)\n")
        let known = try evaluate("text\tlabel\nthe film\tPOSITIVE\nthe soup\tNEGATIVE\n").result
        #expect(result["labels"] as? [String] == ["NEGATIVE", "POSITIVE"])
        #expect(result["cross_entropy"] as? Double == known["cross_entropy"] as? Double)
        #expect(said.contains("labels are read "), "\(said)")
    }

    @Test(arguments: ["high\nthe soup\tlow", "High\nthe soup\tLOW", "2\nthe soup\t0"])
    func `an order of names comes from the model`(_ labels: String) throws {
        _ = try train(
            "a.tsv", "text\tlabel\nthe film\thigh\nthe soup\tlow\n",
            ["--task", "ordinal", "--label-order", "low,medium,high"])
        let model = workspace.path("output")
        let data = try workspace.directory.write("test.tsv", "text\tlabel\nthe film\t\(labels)\n")
        let outcome = try workspace.succeed(["evaluate", "--model", model, "--data", data, "--json"])
        let result = try outcome.object()
        #expect(result["labels"] as? [String] == ["low", "medium", "high"])
        #expect(result["count"] as? Int == 2)
        _ = try workspace.succeed(["compare", model, model, "--data", data])
    }

    @Test(arguments: ["low", "medium"])
    func `an order of names stays when a model is trained further`(_ other: String) throws {
        _ = try train(
            "a.tsv", "text\tlabel\nthe film\thigh\nthe soup\tlow\n",
            ["--task", "ordinal", "--label-order", "low,medium,high"])
        let data = try workspace.directory.write("b.tsv", "text\tlabel\nthe film\thigh\nthe soup\t\(other)\n")
        _ = try workspace.succeed(
            ["train", "--model", workspace.path("output"), "--train", data, "--validation", data, "--task", "ordinal"]
                + ["--output", workspace.path("further"), "--max-steps", "1", "--no-record"])
        let configuration = try Outcome.object(
            String(contentsOfFile: workspace.path("further/config.json"), encoding: .utf8))
        #expect(configuration["id2label"] as? [String: String] == ["0": "low", "1": "medium", "2": "high"])
    }

    @Test func `validation is read as training is`() throws {
        let valid = try workspace.directory.write(
            "valid.jsonl", "{\"text\":\"a film\",\"label\":[0,1]}\n{\"text\":\"a soup\",\"label\":[1,0]}\n")
        let (labels, said) = try train(
            "a.jsonl", "{\"text\":\"the film\",\"label\":[0,1]}\n{\"text\":\"the soup\",\"label\":[1,1]}\n",
            ["--task", "multi-label", "--validation", valid])
        #expect(labels == ["0", "1"])
        #expect(said.contains("DIR/valid.jsonl:1: labels such as 0|1 are masks"), "\(said)")
    }

    @Test func `names say which label is which`() throws {
        let renamed = try evaluate(
            "text\tlabel\nthe film\tgood\nthe soup\tbad\n", ["--label-names", "good=POSITIVE,bad=NEGATIVE"]
        ).result
        let known = try evaluate("text\tlabel\nthe film\tPOSITIVE\nthe soup\tNEGATIVE\n").result
        #expect(renamed["cross_entropy"] as? Double == known["cross_entropy"] as? Double)
    }

    @Test func `numbers are kept in double precision`() throws {
        _ = try train(
            "a.tsv", "text\tlabel\nthe film\t16777217\nthe soup\t16777219\n", ["--task", "regression"])
        _ = try workspace.succeed([
            "evaluate", "--model", workspace.path("output"), "--data", workspace.path("a.tsv"), "--predictions",
            workspace.path("predictions.jsonl"),
        ])
        let lines = try String(contentsOfFile: workspace.path("predictions.jsonl"), encoding: .utf8)
            .split(separator: "\n").map { try Outcome.object(String($0)) }
        #expect(lines.map { $0["truth"] as? String } == ["16777217.0", "16777219.0"])
    }

    @Test(arguments: [
        (["--label-names", "0"], "label-names"), (["--label-names", "0=a,0=b"], "label-names"),
        (["--label-order", "low"], "--label-order needs two or more different labels"),
        (["--label-order", "low,low"], "--label-order needs two or more different labels"),
        (["--label-order", "low,high"], "an order of labels needs the task ordinal"),
        (["--task", "regression", "--label-names", "0=a"], "numbers have no names of labels"),
    ])
    func `options that make no sense`(_ options: [String], _ words: String) throws {
        let data = try workspace.directory.write("a.tsv", "text\tlabel\nthe film\t1\nthe soup\t0\n")
        let outcome = try workspace.run(
            ["train", "--model", workspace.model, "--train", data, "--output", workspace.path("output")] + options)
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
}
