import Foundation
import TestSupport
import Testing

/// `fledge train --task entities`, and `evaluate` and `label` with its output.
@Suite struct EntityCommandTests {
    private static let conll = String(
        repeating: "the O\nfilm B-THING\nroom I-THING\nwas O\ngood O\n\nthe O\nsoup B-FOOD\ncook B-FOOD\n\n", count: 12)

    /// Trains the tiny model until it has learned its few words.
    private func trained(_ workspace: Workspace, _ extra: [String] = []) throws -> Outcome {
        try workspace.directory.write("train.conll", Self.conll)
        return try workspace.succeed(
            [
                "train", "--task", "entities", "--model", workspace.model, "--train", workspace.path("train.conll"),
                "--validation", workspace.path("train.conll"), "--output", workspace.path("names"), "--epochs", "20",
                "--batch-size", "4", "--learning-rate", "3e-3", "--precision", "fp32", "--no-record",
            ] + extra)
    }

    @Test("training on a file in columns, and output as spans, words and columns") func wholeWay() throws {
        let workspace = try Workspace()
        let outcome = try trained(workspace)
        #expect(
            outcome.errors.contains(
                "training: 24 texts of DIR/train.conll, tag scheme IOB2, read as CoNLL columns with "
                    + "words in column 1 and tags in column 2 of 2, 36 entities\n"))
        #expect(outcome.errors.contains("entities: FOOD (24), THING (12)"))
        let model = workspace.path("names")
        let record = try Outcome.object(String(contentsOfFile: "\(model)/training.json", encoding: .utf8))
        let reading = try #require((record["readings"] as? [String: [String: Any]])?["training"])
        #expect(reading["texts"] as? Int == 24 && reading["entities"] as? Int == 36 && reading["words"] as? Int == 96)
        #expect(reading["scheme"] as? String == "iob2")
        let file = try #require(reading["file"] as? [String: Any])
        #expect(file["format"] as? String == "conll")
        #expect(file["columns"] as? [String: Int] == ["word": 1, "tag": 2, "count": 2])

        let evaluation = try workspace.succeed(
            ["evaluate", "--model", model, "--data", workspace.path("train.conll"), "--json", "--precision", "fp32"]
        ).object()
        let strict = try #require((evaluation["strict"] as? [String: Any])?["micro"] as? [String: Any])
        #expect(strict["f1"] as? Double == 1)
        #expect(strict["support"] as? Int == 36)
        let table = try workspace.succeed([
            "evaluate", "--model", model, "--data", workspace.path("train.conll"), "--predictions",
            workspace.path("answers.conll"),
        ]).text
        let answers = try String(contentsOfFile: workspace.path("answers.conll"), encoding: .utf8)
        #expect(
            answers.hasPrefix("the O O\nfilm B-THING B-THING\nroom I-THING I-THING\nwas O O\ngood O O\n\nthe O O\n"))
        #expect(table.contains("strict: only entities that follow IOB2") && table.contains("conlleval: "))

        let text = "the soup cook"
        let line = try Outcome.object(
            workspace.succeed(["label", "--model", model, "--words"], input: "\(text)\n").lines[0])
        let entities = try #require(line["entities"] as? [[String: Any]])
        #expect(entities.map { $0["text"] as? String } == ["soup", "cook"])
        #expect(entities.map { $0["type"] as? String } == ["FOOD", "FOOD"])
        #expect(entities.map { $0["start"] as? Int } == [4, 9])
        #expect(entities.map { $0["end_byte"] as? Int } == [8, 13])
        #expect(line["words"] as? [String] == ["the", "soup", "cook"])
        #expect(line["tags"] as? [String] == ["O", "B-FOOD", "B-FOOD"])

        let columns = try workspace.succeed(
            ["label", "--model", model, "--output-format", "conll"], input: "the film room was good\n\n\(text)\n")
        #expect(
            columns.text == "the O\nfilm B-THING\nroom I-THING\nwas O\ngood O\n\n\nthe O\nsoup B-FOOD\ncook B-FOOD\n\n")
    }

    @Test("a search for settings with held-out texts") func tuned() throws {
        let workspace = try Workspace()
        try workspace.directory.write("train.conll", Self.conll)
        try workspace.directory.write("space.yaml", "learning-rate: [1e-6, 3e-3]\ncrf: [false, true]\n")
        let outcome = try workspace.succeed([
            "tune", "--task", "entities", "--model", workspace.model, "--train", workspace.path("train.conll"),
            "--output", workspace.path("tuned"), "--epochs", "20", "--batch-size", "4", "--trials", "5", "--space",
            workspace.path("space.yaml"), "--no-record", "--json",
        ])
        #expect(outcome.errors.contains("no --validation: 2 rows, a tenth of each kind, are held out"))
        let result = try outcome.object()
        #expect(result["measure"] as? String == "strict_micro_f1")
        #expect((result["winner"] as? [String: String])?["learning-rate"] == "3e-3")
        let line = try workspace.succeed(
            ["label", "--model", workspace.path("tuned")], input: "the soup cook\n"
        ).lines[0]
        #expect(line.contains("FOOD"))
        // The same settings with a different interpretation of the data are different trials.
        let other = try workspace.succeed([
            "tune", "--task", "entities", "--model", workspace.model, "--train", workspace.path("train.conll"),
            "--output", workspace.path("tuned"), "--overwrite", "--epochs", "20", "--batch-size", "4", "--trials", "2",
            "--space", workspace.path("space.yaml"), "--no-record", "--misplaced-tags", "reject",
        ])
        #expect(!other.errors.contains(" (reused): "))
    }

    @Test("a quantized model finds the same entities") func quantized() throws {
        let workspace = try Workspace()
        _ = try trained(workspace)
        let outcome = try workspace.succeed([
            "quantize", workspace.path("names"), workspace.path("small"), "--json",
        ])
        let agreement = try #require(try outcome.object()["agreement"] as? [String: Any])
        #expect(agreement["task"] as? String == "entities")
        #expect(try #require(agreement["mean_cosine"] as? Double) > 0.99)
        #expect(try #require(agreement["same_labels"] as? Double) > 0.9)
        #expect(
            try workspace.succeed(["quantize", workspace.path("names"), workspace.path("small"), "--overwrite"]).text
                .hasSuffix(" % of the words\n"))
        let line = try workspace.succeed(
            ["label", "--model", workspace.path("small")], input: "the soup cook\n"
        ).lines[0]
        #expect(line.contains("FOOD"))
        let speed = try workspace.succeed(
            ["benchmark", "--model", workspace.path("small"), "--rounds", "1", "--calls", "2", "--json"]
        ).object()
        #expect(speed["task"] as? String == "entities")
    }

    @Test("models are compared with each other and with an earlier state") func compared() throws {
        let workspace = try Workspace()
        _ = try trained(workspace)
        _ = try workspace.succeed([
            "train", "--task", "entities", "--model", workspace.path("names"), "--train",
            workspace.path("train.conll"), "--output", workspace.path("worse"), "--epochs", "1",
            "--learning-rate", "0.05", "--no-record",
        ])
        let models = ["names", "worse"].map(workspace.path)
        let data = ["--data", workspace.path("train.conll")]
        let result = try workspace.succeed(["compare"] + models + data + ["--json"]).object()
        #expect(result["rows"] as? Int == Self.conll.components(separatedBy: "\n\n").count - 1)
        let found = try #require(result["models"] as? [[String: Any]])
        let scores = try found.map { try #require(($0["measures"] as? [String: Double])?["strict_micro_f1"]) }
        #expect(scores[0] > scores[1])
        let difference = try #require((result["differences"] as? [[String: Any]])?.first)
        let interval = try #require((difference["measures"] as? [String: [String: Double]])?["strict_micro_f1"])
        #expect(abs(try #require(interval["estimate"]) - (scores[1] - scores[0])) < 1e-9)
        let row = try #require((result["disagreements"] as? [[String: Any]])?.first)
        let answers = try #require(row["answers"] as? [[String: Any]])
        #expect(Set(answers.compactMap { $0["is_right"] as? Bool }) == [true, false])
        for answer in answers where answer["is_right"] as? Bool == true {
            #expect(answer["answer"] as? String == row["truth"] as? String)
        }
        let text = try workspace.succeed(
            ["evaluate", "--model", models[1], "--before", models[0]] + data
        ).text
        #expect(text.contains("forgotten on ") && text.contains("\nrecall of FOOD "))
    }

    @Test("the output of label can be read as labelled data") func roundTrip() throws {
        let workspace = try Workspace()
        _ = try trained(workspace)
        try workspace.directory.write("texts.txt", "the film room was good 😀 soup\nthe cook\n")
        _ = try workspace.succeed([
            "label", "--model", workspace.path("names"), "--input", workspace.path("texts.txt"), "--output",
            workspace.path("found.jsonl"),
        ])
        let evaluation = try workspace.succeed(
            ["evaluate", "--model", workspace.path("names"), "--data", workspace.path("found.jsonl"), "--json"]
        ).object()
        #expect(((evaluation["strict"] as? [String: Any])?["micro"] as? [String: Any])?["f1"] as? Double == 1)
    }

    static let failures: [(String, [String], Int32, String)] = [
        (
            "an aggregation without tags", ["label", "--words", "--aggregation", "max"], 64,
            """
            tags of words need the aggregation decoded
              found:    max
              try:      omit --aggregation
            """
        ),
        (
            "scores of labels", ["label", "--all-scores"], 64,
            """
            --all-scores does not apply to this model
              found:    a model of entities
              try:      leave it out
            """
        ),
    ]

    @Test("options for other models are rejected", arguments: failures)
    func refuses(name: String, arguments: [String], status: Int32, message: String) throws {
        let workspace = try Workspace()
        let model = Fixtures.path("TokenClassification/bert")
        let outcome = try workspace.run(arguments + ["--model", model], input: "ana\n")
        #expect(outcome.errors == "fledge: error: \(message)\n")
        #expect(outcome.status == status)
    }

    @Test("malformed data and invalid tags") func badData() throws {
        let workspace = try Workspace()
        func errors(_ name: String, _ content: String) throws -> String {
            try workspace.directory.write(name, content)
            let outcome = try workspace.run([
                "train", "--task", "entities", "--model", workspace.model, "--train", workspace.path(name), "--output",
                workspace.path("names"),
            ])
            #expect(outcome.status == 65)
            return outcome.errors
        }
        #expect(try errors("ragged.conll", "the O\nfilm\n").contains("DIR/ragged.conll:2"))
        #expect(try errors("tags.conll", "the B-THING\nfilm X-THING\n").contains("DIR/tags.conll:2"))
        #expect(
            try errors("outside.jsonl", #"{"text": "the film", "entities": [[4, 99, "THING"]]}"#).contains(
                "outside.jsonl:1"))
        #expect(!FileManager.default.fileExists(atPath: workspace.path("names")))
    }
}
