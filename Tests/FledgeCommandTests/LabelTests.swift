import Foundation
import TestSupport
import Testing

/// `fledge label` and `fledge evaluate`.
@Suite struct LabelTests {
    @Test func keepsTheMembersOfTheInputInOrder() throws {
        let workspace = try Workspace()
        let model = try workspace.writeClassifier()
        let lines = [
            #"{"id": 1.50, "text": "the film", "label": "x", "score": [1, {"a": null}], "z": "\u00e9\n", "a": ""}"#,
            "",
            #"{"scores":{},"text":"the soup","logits":0,"input_label":3,"label":true}"#,
        ]
        let outcome = try workspace.succeed(["label", "--model", model], input: lines.joined(separator: "\n"))
        let (plain, scored) = (
            outcome.lines,
            try workspace.succeed(
                ["label", "--model", model, "--all-scores", "--logits"], input: lines.joined(separator: "\n")
            ).lines
        )
        let beginnings = [
            #"{"id":1.50,"text":"the film","input_label":"x","input_score":[1, {"a": null}],"z":"\u00e9\n","a":"","#,
            #"{"input_scores":{},"text":"the soup","input_logits":0,"input_label":3,"input_input_label":true,"#,
        ]
        #expect(plain.count == 2)
        for (line, beginning) in zip(plain, beginnings) {
            #expect(line.hasPrefix(beginning + #""label":""#), "\(line)")
            #expect(Set(try Outcome.object(line).keys).isSuperset(of: ["label", "score"]))
            #expect(try Outcome.object(line)["scores"] == nil)
        }
        for (line, beginning) in zip(scored, beginnings) {
            #expect(line.hasPrefix(beginning), "\(line)")
            let object = try Outcome.object(line)
            let scores = try #require(object["scores"] as? [String: Double])
            #expect(scores.keys.sorted() == TinyReviews.labels)
            #expect(abs(scores.values.reduce(0, +) - 1) < 1e-5)
            let best = try #require(scores.max { $0.value < $1.value })
            #expect(object["label"] as? String == best.key)
            #expect(object["score"] as? Double == best.value)
            let logits = try #require(object["logits"] as? [String: Double])
            let normalizer = logits.values.reduce(0) { $0 + exp($1) }
            for (label, logit) in logits {
                #expect(abs(exp(logit) / normalizer - (scores[label] ?? 0)) < 1e-5)
            }
        }
    }

    /// TSV has no quoting: a label with a tab would look like two cells, in the header and in rows.
    @Test(arguments: [
        (["--all-scores"], "a column name", "scores_tab\\there"), ([String](), "a label", "tab\\there"),
    ])
    func labelsThatTSVCannotSay(options: [String], what: String, beginning: String) throws {
        let workspace = try Workspace()
        let model = try workspace.writeClassifier(labels: ["tab\\there", "tab\\there too"])
        let call = ["label", "--quiet", "--model", model, "--input", try workspace.writeRows()] + options
        let before = try workspace.snapshot()
        let outcome = try workspace.run(call + ["--output", "out.tsv"])
        #expect(
            outcome.errors.hasPrefix(
                """
                fledge: error: \(what) contains a tab or a line break, which TSV cannot represent
                  found:    "\(beginning)
                """), "\(outcome.errors)")
        #expect(outcome.errors.hasSuffix("\n  try:      write CSV or JSON Lines\n"))
        #expect(outcome.status == 65)
        #expect(try workspace.snapshot() == before)
        _ = try workspace.succeed(call + ["--output", "out.csv"])
    }

    @Test func labelsPlainLinesAlsoEmptyOnes() throws {
        let workspace = try Workspace()
        let outcome = try workspace.succeed(
            ["label", "--model", try workspace.writeClassifier()],
            input: "the film was \"good\"\r\n\n  \nnot\\words\tat all \u{1F600}\nno line's end")
        let texts = try outcome.lines.map { try #require(try Outcome.object($0)["text"] as? String) }
        #expect(texts == ["the film was \"good\"", "", "  ", "not\\words\tat all \u{1F600}", "no line's end"])
        #expect(outcome.errors == "5 texts labelled in 0:00\n")
    }

    @Test func adaptersLabelWithTheModelThatTheyBelongTo() throws {
        let workspace = try Workspace()
        _ = try workspace.succeed([
            "train", "--model", workspace.model, "--train", try workspace.writeRows(), "--output",
            workspace.path("adapters"), "--epochs", "1", "--lora", "--no-record",
        ])
        #expect(!FileManager.default.fileExists(atPath: workspace.path("adapters/model.safetensors")))
        let outcome = try workspace.succeed(
            ["label", "--model", workspace.path("adapters")], input: "the film was good\n")
        #expect(TinyReviews.labels.contains(try Outcome.object(outcome.lines[0])["label"] as? String ?? ""))
    }

    @Test func nothingInNothingOut() throws {
        let workspace = try Workspace()
        let outcome = try workspace.succeed(["label", "--quiet", "--model", try workspace.writeClassifier()])
        #expect(outcome.text == "")
        #expect(outcome.errors == "")
    }

    @Test func saysThatTextsWereCut() throws {
        let workspace = try Workspace()
        let long = Array(repeating: "good", count: 70).joined(separator: " ")
        let outcome = try workspace.succeed(
            ["label", "--quiet", "--model", try workspace.writeClassifier()], input: "\(long)\nthe film\n\(long)\n")
        #expect(outcome.errors == "fledge: warning: 2 texts were too long and were truncated\n")
        #expect(outcome.lines.count == 3)
    }

    /// Two thousand lines in order, each with the label that it gets alone.
    @Test func keepsTheOrder() throws {
        let workspace = try Workspace()
        let model = try workspace.writeClassifier()
        let rows = TinyReviews.rows(42)
        func score(_ line: String) throws -> (label: String, score: Double) {
            let object = try Outcome.object(line)
            return (try #require(object["label"] as? String), try #require(object["score"] as? Double))
        }
        let alone = try rows.map { row in
            try score(workspace.succeed(["label", "--quiet", "--model", model], input: row.text).text)
        }
        #expect(Set(alone.map(\.score)).count > 20)
        let lines = (0..<2000).map { #"{"n": \#($0), "text": "\#(rows[$0 * 5 % 42].text)"}"# + "\n" }
        let input = try workspace.directory.write("lines.jsonl", lines.joined())
        _ = try workspace.succeed(["label", "--model", model, "--input", input, "--output", workspace.path("labelled")])
        let labelled = try String(contentsOfFile: workspace.path("labelled"), encoding: .utf8).split(separator: "\n")
        try #require(labelled.count == 2000)
        for (number, line) in labelled.enumerated() {
            let line = String(line)
            #expect(line.hasPrefix(#"{"n":\#(number),"text":"#))
            let (label, score) = try score(line)
            #expect(label == alone[number * 5 % 42].label, "\(line)")
            #expect(abs(score - alone[number * 5 % 42].score) < 1e-5, "\(line)")
        }
    }

    @Test(arguments: [
        ("rows.tsv", "id\ttext\n1\tthe film\n", [String]()),
        ("rows.csv", "text,id\n\"the film\",1\n", []),
        ("rows.tsv", "id\twords\n1\tthe film\n", ["--text-column", "words"]),
        ("rows.tsv", "1\tthe film\n", ["--no-header", "--text-column", "2"]),
        ("rows.dat", "the film\n", ["--input-format", "txt"]),
    ])
    func readsTables(name: String, content: String, arguments: [String]) throws {
        let workspace = try Workspace()
        let input = try workspace.directory.write(name, content)
        let outcome = try workspace.succeed(
            ["label", "--model", try workspace.writeClassifier(), "--input", input] + arguments)
        #expect(outcome.lines.count == 1)
        #expect(try outcome.object().values.contains { $0 as? String == "the film" })
        #expect(try outcome.object()["label"] is String)
    }

    /// The second text of a pair matters, and labelling sees the same texts as evaluation.
    @Test func readsPairs() throws {
        let workspace = try Workspace()
        let model = try workspace.writeClassifier()
        let rows = TinyReviews.rows(30).map { "the film was good\t\($0.text)\t\($0.label)\n" }.joined()
        let input = try workspace.directory.write("pairs.tsv", "text\tanswer\tlabel\n" + rows)
        let alone = try workspace.succeed(["label", "--model", model, "--input", input])
        func scores(_ outcome: Outcome) throws -> Set<Double> {
            Set(try outcome.lines.map { try #require(try Outcome.object($0)["score"] as? Double) })
        }
        #expect(try scores(alone).count == 1)
        let paired = try workspace.succeed(["label", "--model", model, "--input", input, "--pair-column", "answer"])
        let labels = try paired.lines.map { try Outcome.object($0)["label"] as? String }
        #expect(try scores(paired).count > 1)
        let right = zip(labels, TinyReviews.rows(30)).count { $0 == $1.label }
        let evaluation = try workspace.succeed(
            ["evaluate", "--model", model, "--data", input, "--pair-column", "answer", "--json"])
        let accuracy = try #require(try evaluation.object()["accuracy"] as? Double)
        #expect(abs(accuracy - Double(right) / 30) < 1e-9)
    }

    /// The evaluation equals the result of counting the labels by hand.
    @Test func evaluationCountsTheLabels() throws {
        let workspace = try Workspace()
        let model = try workspace.writeClassifier()
        let rows = TinyReviews.rows(90)
        let data = try workspace.directory.write("rows.jsonl", TinyReviews.jsonLines(rows))
        let predictions = try workspace.succeed(["label", "--model", model, "--input", data]).lines.map {
            try #require(try Outcome.object($0)["label"] as? String)
        }
        let labels = TinyReviews.labels
        let counts = labels.map { truth in
            labels.map { prediction in
                zip(rows, predictions).count { $0.label == truth && $1 == prediction }
            }
        }
        let report = try workspace.succeed(["evaluate", "--model", model, "--data", data, "--json"]).object()
        #expect(
            Set(report.keys) == [
                "labels", "count", "accuracy", "balanced_accuracy", "matthews_correlation", "micro_precision",
                "micro_recall", "micro_f1", "macro_precision", "macro_recall", "macro_f1", "weighted_precision",
                "weighted_recall", "weighted_f1", "roc_auc", "average_precision", "cross_entropy", "brier_score",
                "macro_precision_all_labels", "macro_recall_all_labels", "macro_f1_all_labels",
                "expected_calibration_error", "expected_calibration_error_bins", "per_class", "confusion_matrix",
                "intervals", "texts_per_second",
                "seconds_per_thousand_texts",
            ])
        #expect(report["labels"] as? [String] == labels)
        #expect(report["count"] as? Int == 90)
        #expect(report["confusion_matrix"] as? [[Int]] == counts)
        let right = labels.indices.reduce(0) { $0 + counts[$1][$1] }
        #expect(abs(try #require(report["accuracy"] as? Double) - Double(right) / 90) < 1e-12)
        let scores = try #require(report["per_class"] as? [[String: Any]])
        var sum = 0.0
        for (index, label) in labels.enumerated() {
            let (predicted, support) = (counts.reduce(0) { $0 + $1[index] }, counts[index].reduce(0, +))
            let f1 = 2 * Double(counts[index][index]) / Double(predicted + support)
            sum += f1
            #expect(scores[index]["label"] as? String == label)
            #expect(scores[index]["support"] as? Int == support)
            #expect(abs(try #require(scores[index]["f1"] as? Double) - f1) < 1e-12)
        }
        #expect(abs(try #require(report["macro_f1"] as? Double) - sum / 3) < 1e-12)

        let table = try workspace.succeed(["evaluate", "--model", model, "--data", data])
        #expect(table.text.contains("confusion matrix (rows: truth, columns: prediction)\n"))
        #expect(table.errors.hasPrefix("90 rows of DIR/rows.jsonl, from the cache; "))
    }
}
