import Foundation
import RunRecords
import TestSupport
import Testing

/// `fledge tune`.
@Suite struct TuneTests {
    private let workspace: Workspace
    private let base: [String]

    init() throws {
        workspace = try Workspace()
        try workspace.writeRows("train.tsv", 330)
        try workspace.writeRows("validation.tsv", 30, offset: 400)
        try workspace.directory.write(
            "space.yaml", "learning-rate: [1e-5, 3e-3]\nbatch-size: [8, 16]\nlayer-decay: [null, 0.9]\n")
        base = [
            "tune", "--model", "model", "--train", "train.tsv", "--output", "output", "--epochs", "2", "--space",
            "space.yaml", "--trials", "7",
        ]
    }

    private func weights(_ output: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: workspace.path("\(output)/model.safetensors")))
    }

    /// With and without the user's own validation rows.
    @Test(arguments: [["--validation", "validation.tsv"], []])
    func findsTrainsAndCanBeRepeated(validation: [String]) throws {
        let outcome = try workspace.succeed(base + validation + ["--json"])
        let result = try outcome.object()
        #expect(result["is_complete"] as? Bool == true)
        #expect(result["measure"] as? String == "accuracy")
        let trials = try #require(result["trials"] as? [[String: Any]])
        #expect(trials.count == 7)
        #expect(trials.map { $0["rank"] as? Int } == Array(1...7))
        let winner = try #require(result["winner"] as? [String: String])
        #expect(winner["learning-rate"] == "3e-3")
        #expect(outcome.errors.contains("no --validation: 33 rows") == validation.isEmpty, "\(outcome.errors)")
        #expect((result["validation"] != nil) == !validation.isEmpty)
        // The settings reproduce the model.
        _ = try workspace.succeed(["train", "--config", "output/tuned.yaml", "--output", "other"])
        #expect(try weights("other") == weights("output"))
        let record = try #require(
            try RunLog(path: workspace.path("cache/runs.sqlite")).records().last)
        #expect(record.beginning.output == "output")
        #expect(record.beginning.configuration.contains("learning-rate: 3e-3"))
        // The same command finds everything already done.
        let before = try workspace.snapshot()
        let again = try workspace.succeed(base + validation + ["--json"])
        #expect(again.errors.contains(" (reused): "))
        #expect(try weights("output") == before["output/model.safetensors"])
        #expect(try workspace.snapshot()["output.tuning/trials.jsonl"] == before["output.tuning/trials.jsonl"])
        let left = try FileManager.default.contentsOfDirectory(atPath: workspace.path("output.tuning")).sorted()
        #expect(left == ["trials.jsonl", "winner.json"])
    }

    @Test func anInterruptedSearchGoesOn() throws {
        let process = try workspace.start(base)
        try process.wait(for: "accuracy ")
        process.interrupt()
        let outcome = process.finish()
        #expect(outcome.status == 130)
        #expect(outcome.errors.contains("run the same command again to resume"))
        #expect(outcome.text.hasPrefix("rank  settings "))
        #expect(!FileManager.default.fileExists(atPath: workspace.path("output")))
        let further = try workspace.succeed(base)
        #expect(further.errors.contains(" of an earlier run "))
        #expect(further.errors.contains(" (reused): "))
        #expect(further.text.contains("\nwrote output after "))
    }

    @Test func theDefaultSpaceIsTried() throws {
        let result = try workspace.succeed([
            "tune", "--model", "model", "--train", "train.tsv", "--output", "output", "--trials", "6", "--json",
            "--max-steps", "3", "--label-smoothing", "0.05",
        ]).object()
        let trials = try #require(result["trials"] as? [[String: Any]])
        let settings = trials.compactMap { $0["settings"] as? [String: String] }
        #expect(settings.count == 6)
        #expect(settings.contains([:]))
        let names = Set(settings.flatMap(\.keys))
        #expect(
            names.isSuperset(of: [
                "learning-rate", "epochs", "train-layers", "lora", "unfreeze-epochs", "layer-decay",
            ]))
        // Settings fixed on the command line are not varied.
        #expect(!names.contains("label-smoothing"))
        #expect(trials.allSatisfy { $0["problem"] == nil })
    }

    @Test func aTimeBudgetEndsIt() throws {
        let arguments = base.dropLast(2) + ["--time-budget", "60s", "--json"]
        let result = try workspace.succeed(Array(arguments)).object()
        #expect(result["is_complete"] as? Bool == true)
        #expect(try #require(result["trial_seconds"] as? Double) < 60)
    }

    @Test(
        arguments: [
            ("learning-rat: [1]\n", "DIR/space.yaml:1: there is no setting \"learning-rat\" to try"),
            ("epochs: []\n", "DIR/space.yaml:1: \"epochs\" has no values"),
            (
                "batch-size: [8]\nepochs: [3]\n",
                "DIR/space.yaml: \"epochs\" is both tried and fixed by the command line"
            ),
            ("- 3\n", "DIR/space.yaml:1: a way of training is not a mapping"),
            ("batch-size: [many]\n", "a choice of settings makes no sense"),
            ("batch-size: [[1]]\n", "DIR/space.yaml:1: a value of \"batch-size\" is not a single one"),
        ])
    func spacesThatMakeNoSense(space: String, message: String) throws {
        try workspace.directory.write("space.yaml", space)
        let arguments = base.map { $0 == "space.yaml" ? workspace.path("space.yaml") : $0 }
        let outcome = try workspace.run(arguments)
        #expect(outcome.errors.hasPrefix("fledge: error: \(message)\n"), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: workspace.path("output.tuning")))
    }

    @Test(arguments: [["--time-budget", "soon"], ["--time-budget", "0s"], ["--trials", "0"], []])
    func callsThatMakeNoSense(more: [String]) throws {
        let arguments = ["tune", "--model", "model", "--train", "train.tsv", "--output", "output"] + more
        #expect(try workspace.run(arguments).status == 64)
    }

    @Test func anOutputOfAnotherKindStays() throws {
        try workspace.directory.write("output/mine.txt", "mine")
        let outcome = try workspace.run(base)
        #expect(outcome.status == 73)
        #expect(
            outcome.errors == """
                fledge: error: output: the output directory exists already
                  try:      pass --overwrite to replace it, or choose another directory

                """)
        #expect(!FileManager.default.fileExists(atPath: workspace.path("output.tuning")))
    }
}
