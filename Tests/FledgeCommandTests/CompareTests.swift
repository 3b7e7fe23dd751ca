import Foundation
import TestSupport
import Testing

/// `fledge compare`, and `fledge evaluate` with a baseline.
@Suite struct CompareTests {
    private let workspace: Workspace

    init() throws {
        workspace = try Workspace()
        try workspace.writeRows()
        try workspace.writeRows("test.tsv", 60, offset: 48)
        _ = try workspace.succeed(
            ["train", "--model", "model", "--train", "train.tsv", "--output", "good"] + TrainingResultTests.thorough)
        _ = try workspace.writeClassifier("untrained")
    }

    @Test func asJSON() throws {
        let result = try workspace.succeed([
            "compare", "untrained", "good", "--data", "test.tsv", "--json", "--price-per-hour", "0.10",
            "--disagreements", "rows.jsonl",
        ]).object()
        #expect(result["rows"] as? Int == 60)
        let models = try #require(result["models"] as? [[String: Any]])
        #expect(models.map { $0["model"] as? String } == ["untrained", "good"])
        for model in models {
            let accuracy = try #require((model["measures"] as? [String: Double])?["accuracy"])
            let intervals = try #require(model["intervals"] as? [String: [String: Double]])
            #expect(Set(intervals.keys) == ["accuracy", "macro_f1"])
            #expect(intervals["accuracy"]?["estimate"] == accuracy)
            #expect(try #require(intervals["accuracy"]?["lower"]) <= accuracy)
            let (speed, seconds, cost) = try (
                #require(model["texts_per_second"] as? Double),
                #require(model["seconds_per_thousand_texts"] as? Double),
                #require(model["cost_per_thousand_texts"] as? Double)
            )
            #expect(abs(speed * seconds - 1000) < 1e-6)
            #expect(abs(cost - 0.1 * seconds / 3600) < 1e-12)
        }
        let difference = try #require((result["differences"] as? [[String: Any]])?.first)
        let test = try #require(difference["mcnemar"] as? [String: Any])
        let counts = ["only_first_right", "only_second_right"].compactMap { test[$0] as? Int }
        #expect(counts.count == 2)
        #expect(counts.reduce(0, +) == result["disagreement_count"] as? Int)
        #expect((test["meaning"] as? String)?.hasPrefix("good is better: ") == true)
        #expect(try #require(difference["error_reduction"] as? Double) > 0.5)
        let lines = try String(contentsOfFile: workspace.path("rows.jsonl"), encoding: .utf8).split(separator: "\n")
        #expect(lines.count == counts.reduce(0, +))
        let row = try Outcome.object(String(try #require(lines.first)))
        let line = try #require(row["line"] as? Int)
        #expect(row["text"] as? String == TinyReviews.rows(60, offset: 48)[line - 2].text)
    }

    @Test func asTables() throws {
        let text = try workspace.succeed(["compare", "untrained", "good", "--data", "test.tsv"]).text
        for part in [
            "60 rows ", "\naccuracy ", "\n  95 % interval ", "\nseconds per 1,000 texts ", "good against untrained\n",
            "  McNemar: only the first right ", "rows that one gets right and another wrong: ",
        ] { #expect(text.contains(part), "\(part) in \(text)") }
        #expect(!text.contains("cost per"))
        let same = try workspace.succeed(["compare", "good", "good", "--data", "test.tsv"]).text
        #expect(same.contains("both are right on the same rows"))
        #expect(same.hasSuffix("rows that one gets right and another wrong: none\n"))
    }

    @Test func differentLabelsAreNamed() throws {
        _ = try workspace.writeClassifier("other", labels: ["negative", "positive"])
        let outcome = try workspace.run(["compare", "good", "other", "--data", "test.tsv"])
        #expect(outcome.status == 65)
        #expect(
            outcome.errors == """
                fledge: error: other: the models have different labels and cannot be compared
                  expected: "negative", "neutral", "positive", as good has
                  found:    "negative", "positive"
                  try:      compare models of the same labels

                """)
    }

    @Test(
        arguments: [
            ["compare", "good", "--data", "test.tsv"], ["compare", "a", "b", "--data", "d", "--price-per-hour=-1"],
        ])
    func callsThatMakeNoSense(arguments: [String]) throws {
        #expect(try workspace.run(arguments).status == 64)
    }

    /// The rows that `evaluate` writes add up to the metrics that it prints.
    @Test func whatIsAnsweredToEachRow() throws {
        let result = try workspace.succeed([
            "evaluate", "--model", "good", "--data", "test.tsv", "--predictions", "rows.jsonl", "--json",
        ]).object()
        let rows = try String(contentsOfFile: workspace.path("rows.jsonl"), encoding: .utf8).split(separator: "\n")
            .map { try Outcome.object(String($0)) }
        #expect(rows.map { $0["line"] as? Int } == (2...61).map { $0 })
        let known = TinyReviews.rows(60, offset: 48)
        #expect(rows.map { $0["truth"] as? String } == known.map(\.label))
        let right = rows.count { $0["is_right"] as? Bool == true }
        #expect(abs(Double(right) / 60 - (try #require(result["accuracy"] as? Double))) < 1e-9)
        for row in rows {
            #expect((row["answer"] as? String == row["truth"] as? String) == (row["is_right"] as? Bool))
            let logits = try #require(row["logits"] as? [Double])
            #expect(logits.count == TinyReviews.labels.count)
            // The score is the softmax of the logits, as any program computes it.
            let exponentials = logits.map { exp($0 - (logits.max() ?? 0)) }
            let score = try #require(row["score"] as? Double)
            #expect(abs(score - (exponentials.max() ?? 0) / exponentials.reduce(0, +)) < 1e-5)
            #expect(row["label"] as? String == row["answer"] as? String)
        }
        #expect(rows.map { $0["text"] as? String } == known.map(\.text))
        #expect(result["expected_calibration_error_bins"] as? Int == 15)
    }

    @Test func whatWasForgotten() throws {
        let arguments = ["evaluate", "--model", "untrained", "--before", "good", "--data", "test.tsv"]
        let result = try workspace.succeed(arguments + ["--json"]).object()
        #expect((result["intervals"] as? [String: Any])?.keys.sorted() == ["accuracy", "macro_f1"])
        #expect(result["cost_per_thousand_texts"] == nil)
        let forgetting = try #require(result["forgetting"] as? [String: Any])
        let accuracy = try #require((forgetting["measures"] as? [String: [String: Double]])?["accuracy"])
        let (before, after) = try (#require(accuracy["before"]), #require(accuracy["after"]))
        #expect(after == result["accuracy"] as? Double)
        #expect(abs(try #require(accuracy["lost"]) - (before - after)) < 1e-9)
        #expect(try #require(accuracy["lost_lower"]) <= before - after)
        let (forgotten, learned) = try (
            #require(forgetting["forgotten_lines"] as? [Int]), #require(forgetting["learned_lines"] as? [Int])
        )
        #expect(abs(Double(forgotten.count - learned.count) / 60 - (before - after)) < 1e-9)
        let classes = try #require(forgetting["classes"] as? [[String: Any]])
        #expect(classes.map { $0["label"] as? String } == TinyReviews.labels)
        for scores in classes {
            let values = ["recall_before", "recall_after", "recall_lost"].compactMap { scores[$0] as? Double }
            #expect(values.count == 3 && abs(values[0] - values[1] - values[2]) < 1e-9)
        }
        let text = try workspace.succeed(arguments).text
        #expect(text.contains("forgotten on test.tsv (60 rows), compared with good\n"))
        let lost = forgotten.count == 1 ? "1 row" : "\(forgotten.count) rows"
        let won = learned.count == 1 ? "1 row right that was" : "\(learned.count) rows right that were"
        #expect(text.contains("\(lost) forgotten, \(won) wrong before"))
    }
}
