import Foundation
import RunRecords
import TestSupport
import Testing

/// The records of `fledge train` in the log of runs.
@Suite struct RecordedRunTests {
    private let workspace: Workspace
    private let base: [String]

    init() throws {
        workspace = try Workspace()
        try workspace.writeRows()
        try workspace.writeRows("validation.tsv", 12, offset: 48)
        base = ["train", "--model", "model", "--train", "train.tsv", "--batch-size", "10"]
    }

    private func log() throws -> RunLog { try RunLog(path: workspace.path("cache/runs.sqlite")) }

    private func weights(_ output: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: workspace.path("\(output)/model.safetensors")))
    }

    @Test func everythingIsEntered() throws {
        let outcome = try workspace.succeed(
            base + ["--validation", "validation.tsv", "--output", "output", "--epochs", "2", "--learning-rate", "1e-3"])
        let log = try log()
        let record = try #require(try log.records().first)
        #expect(outcome.errors.hasSuffix("recorded: fledge runs show \(record.id)\n"))
        #expect(record.state == .finished)
        #expect(record.beginning.output == "output")
        #expect(record.beginning.model.path == "model")
        #expect(record.beginning.model.sha256?.count == 64)
        #expect(record.beginning.data.map(\.role) == ["training", "validation"])
        #expect(record.beginning.data.map(\.rowCount) == [48, 12])
        #expect(record.beginning.data.allSatisfy { $0.sha256.count == 64 })
        #expect(record.beginning.version.hasPrefix("fledge 0.1.0 ("))
        #expect(["fp32", "bf16"].contains(record.beginning.hardware.precision))
        let ending = try #require(record.ending)
        #expect(ending.metrics.first?.name == "accuracy")
        #expect(Set(ending.metrics.map(\.name)).isSuperset(of: ["macro_f1", "validation_loss", "training_loss"]))
        #expect(ending.seconds > 0 && ending.tokensPerSecond > 0 && ending.peakMemory > 1_000_000)
        let points = Dictionary(grouping: try log.points(of: record.id), by: \.name)
        for name in ["loss", "learning_rate", "gradient_norm"] {
            #expect(points[name]?.map(\.step) == Array(1...10), "\(name)")
            #expect(points[name]?.map(\.epoch) == [1, 1, 1, 1, 1, 2, 2, 2, 2, 2], "\(name)")
            #expect(points[name]?.allSatisfy { $0.value.isFinite } == true)
        }
        for name in ["training_loss", "validation_loss", "accuracy", "macro_f1"] {
            #expect(points[name]?.map(\.step) == [5, 10], "\(name)")
            #expect(points[name]?.map(\.epoch) == [1, 2], "\(name)")
        }
    }

    /// The configuration of a record reproduces the run.
    @Test(arguments: [
        ["--seed", "7"], ["--lora", "--lora-merge", "--learning-rate=2e-3"],
        ["--train-parameters", "attention", "--train-parameters", "pooler", "--class-weights", "good=2,bad=0.5"],
    ])
    func aRecordMakesTheSameRunAgain(settings: [String]) throws {
        // The labels of the class weights.
        var rows = TinyReviews.rows(48)
        for index in rows.indices { rows[index].label = rows[index].label == "positive" ? "good" : "bad" }
        try workspace.directory.write("train.tsv", TinyReviews.tsv(rows))
        _ = try workspace.succeed(base + settings + ["--output", "output", "--epochs", "1"])
        let id = try #require(try log().ids().first)
        try workspace.directory.write(
            "run.yaml", try workspace.succeed(["runs", "show", id, "--configuration"]).text)
        _ = try workspace.succeed(["train", "--config", "run.yaml", "--output", "other"])
        #expect(try weights("other") == weights("output"))
        #expect(try log().ids().count == 2)
        _ = try workspace.succeed(["train", "--config", "run.yaml", "--output", "third", "--seed", "8"])
        #expect(try weights("third") != weights("output"))
    }

    /// The record of a run that replaced something does not make the next one replace its output.
    @Test func repeatingARunReplacesNothing() throws {
        try workspace.directory.write("output/config.json", "old")
        _ = try workspace.succeed(
            base + ["--output", "output", "--max-steps", "1", "--overwrite", "--resume", "--quiet", "--json"])
        let id = try #require(try log().ids().first)
        let configuration = try workspace.succeed(["runs", "show", id, "--configuration"]).text
        #expect(
            configuration == """
                model: model
                train: train.tsv
                output: output
                max-steps: 1
                batch-size: 10

                """)
        try workspace.directory.write("run.yaml", configuration)
        let before = try workspace.snapshot()
        let repeated = try workspace.run(["train", "--config", "run.yaml", "--seed", "2"])
        #expect(
            repeated.errors == """
                fledge: error: output: the output directory exists already
                  try:      pass --overwrite to replace it, or choose another directory

                """)
        #expect(repeated.status == 73)
        #expect(try workspace.snapshot() == before)
    }

    @Test func noRecordIsNone() throws {
        _ = try workspace.succeed(base + ["--output", "output", "--epochs", "1", "--no-record"])
        #expect(!FileManager.default.fileExists(atPath: workspace.path("cache/runs.sqlite")))
    }

    @Test func anInterruptedRunAndItsResumption() throws {
        let arguments = base + ["--output", "output", "--epochs"]
        let process = try workspace.start(arguments + ["1000000"])
        try process.wait(for: "epoch 2:")
        process.interrupt()
        #expect(process.finish().status == 130)
        #expect(try log().records().map(\.state) == [.interrupted])
        let resumed = try workspace.start(arguments + ["1000000", "--resume"])
        try resumed.wait(for: "epoch ")
        #expect(kill(resumed.identifier, SIGKILL) == 0)
        _ = resumed.finish()
        #expect(try log().records().map(\.state) == [.lost, .interrupted])
        _ = try workspace.succeed(arguments + ["3", "--overwrite"])
        #expect(try log().records().map(\.state) == [.finished, .lost, .interrupted])
        // A run that was already complete is not recorded again.
        _ = try workspace.succeed(arguments + ["3", "--resume"])
        #expect(try log().records().count == 3)
    }

    @Test func aFailureSaysWhy() throws {
        let outcome = try workspace.run(
            base + ["--output", "output", "--learning-rate", "1e30", "--maximum-gradient-norm", "0", "--epochs", "50"])
        #expect(outcome.status == 65)
        let record = try #require(try log().records().first)
        #expect(record.state == .failed)
        #expect(record.ending?.problem?.contains("training has diverged") == true)
    }

    /// A log that cannot be written is a warning, not an error.
    @Test func trainingGoesOnWithoutALog() throws {
        try workspace.directory.write("cache/runs.sqlite", "this is no database, but long enough to be looked at")
        let outcome = try workspace.succeed(base + ["--output", "output", "--epochs", "1"])
        #expect(outcome.errors.contains("fledge: warning: this run is not recorded: "), "\(outcome.errors)")
        #expect(!outcome.errors.contains("fledge runs show"))
    }
}
