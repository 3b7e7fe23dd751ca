import Foundation
import InputOutput
import TestSupport
import Testing

/// Runs that are interrupted at any moment, and resumed.
@Suite struct ResumptionTests {
    private let workspace: Workspace
    private let base: [String]

    init() throws {
        workspace = try Workspace(model: TinyModel(layerCount: 4))
        base = [
            "train", "--model", workspace.model, "--train", try workspace.writeRows(), "--batch-size", "8",
            "--learning-rate", "1e-3", "--checkpoint-steps", "3",
        ]
    }

    private func weights(_ output: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: workspace.path("\(output)/model.safetensors")))
    }

    private func leftovers() throws -> [String] {
        try workspace.snapshot().keys.filter { $0.contains(".checkpoints") || $0.contains(".partial") }
    }

    /// Combinations of state that persists besides the weights.
    static let recipes = [
        ["--validation", "train.tsv", "--patience", "50"],
        ["--average-decay", "0.9", "--unfreeze-epochs", "2", "--layer-decay", "0.8", "--pretrained-decay", "0.01"],
        ["--optimizer", "adafactor", "--word-dropout", "0.2", "--batch-tokens", "70", "--group-by-length"],
        ["--lora", "--lora-merge", "--r-drop", "0.5", "--accumulation", "2"],
    ]

    /// The run is killed repeatedly at moments that differ from run to run, also while it writes checkpoints, which it
    /// does most of the time; the final result has the same bits as an uninterrupted run.
    @Test(arguments: recipes) func `a killed run ends with the same bits`(recipe: [String]) throws {
        let arguments = base + ["--epochs", "25"] + recipe
        _ = try workspace.succeed(arguments + ["--output", workspace.path("whole")])
        var generator = SystemRandomNumberGenerator()
        var kills = 0
        var lastCheckpoint = 0
        let interrupted = arguments + ["--output", workspace.path("killed"), "--resume"]
        while kills < 7 {
            let process = try workspace.start(interrupted)
            usleep(UInt32.random(in: 20_000...400_000, using: &generator))
            guard kill(process.identifier, SIGKILL) == 0, process.finish().status == nil else { break }
            kills += 1
            // The last checkpoint is not lost.
            let names =
                (try? FileManager.default.contentsOfDirectory(atPath: workspace.path("killed.checkpoints"))) ?? []
            let steps = names.compactMap { Int($0.replacingOccurrences(of: "checkpoint-", with: "")) }
            if !FileManager.default.fileExists(atPath: workspace.path("killed")) {
                #expect((steps.max() ?? 0) >= lastCheckpoint)
                lastCheckpoint = steps.max() ?? 0
            }
        }
        _ = try workspace.succeed(interrupted)
        #expect(try weights("killed") == weights("whole"))
        #expect(try leftovers() == [])
    }

    @Test func `Ctrl-C leaves a checkpoint that is a model`() throws {
        let arguments = base + ["--epochs", "100000", "--output", workspace.path("output")]
        let process = try workspace.start(arguments)
        try process.wait(for: "epoch 2:")
        process.interrupt()
        let outcome = process.finish()
        #expect(outcome.status == 130)
        let last = try #require(outcome.errors.split(separator: "\n").last)
        #expect(
            last.replacing(/after \d+ updates/, with: "after N updates")
                == "interrupted after N updates: the same command with --resume continues from here")
        let step = try #require(last.firstMatch(of: /after (\d+) updates/)).1
        let labelled = try workspace.succeed(
            ["label", "--model", workspace.path("output.checkpoints/checkpoint-\(step)")], input: "the film was good\n")
        #expect(labelled.lines.count == 1)

        // Without an option, nothing is lost either.
        let refused = try workspace.run(arguments)
        #expect(refused.status == 73)
        #expect(
            refused.errors == """
                fledge: error: DIR/output.checkpoints: a run for this output was interrupted, and its checkpoints are \
                still there
                  try:      pass --resume to continue it, or --overwrite to start over

                """)
        let anew = try workspace.succeed(base + ["--epochs", "1", "--output", workspace.path("output"), "--overwrite"])
        #expect(anew.text.hasPrefix("wrote "))
        #expect(try leftovers() == [])
    }

    @Test func `a resume with other data or settings needs a word`() throws {
        let output = ["--output", workspace.path("output")]
        let process = try workspace.start(base + ["--epochs", "100000"] + output)
        try process.wait(for: "epoch 1:")
        process.interrupt()
        #expect(process.finish().status == 130)
        try workspace.writeRows("train.tsv", 51)
        let further = base + ["--epochs", "3", "--seed", "5"] + output
        let refused = try workspace.run(further + ["--resume"])
        #expect(refused.status == 65)
        #expect(refused.errors.contains("the run started with different data or settings"))
        for change in ["training data: has changed", "epochs: 100000, now 3", "seed: 0, now 5"] {
            #expect(refused.errors.contains(change), "\(refused.errors)")
        }
        #expect(try workspace.succeed(further + ["--resume-changed", "--epochs", "100"]).text.hasPrefix("wrote "))
    }

    @Test func `one run at a time writes an output`() throws {
        let lock = try OutputLock(path: workspace.path("output.lock"), output: "output")
        let outcome = try workspace.run(base + ["--epochs", "1", "--output", workspace.path("output")])
        #expect(outcome.status == 73)
        #expect(outcome.errors.contains("output: another process is writing this output"))
        try lock.remove()
    }

    @Test func `a check of transfer that fails does not cost the model`() throws {
        let outcome = try workspace.succeed(
            base + [
                "--output", workspace.path("output"), "--learning-rate", "1e30", "--max-steps", "1", "--check-transfer",
            ])
        #expect(
            outcome.errors.contains(
                "the transfer check failed (the gradient of "), "\(outcome.errors)")
        #expect(try workspace.snapshot().keys.contains("output/model.safetensors"))
    }

    @Test func `a complete run is complete`() throws {
        let arguments = base + ["--epochs", "2", "--output", workspace.path("output"), "--resume"]
        let first = try workspace.succeed(arguments)
        let weights = try weights("output")
        let second = try workspace.succeed(arguments)
        #expect(first.text.hasPrefix("wrote "))
        #expect(second.text == "\(workspace.path("output")) was complete already: there was nothing to do\n")
        let other = try workspace.run(arguments + ["--learning-rate", "0.5"])
        #expect(other.status == 65)
        #expect(other.errors.contains("the run started with different data or settings\n  found:    learningRate: "))
        #expect(try self.weights("output") == weights)
    }

    /// A disk without space: training continues, and the older checkpoint is kept.
    @Test func `checkpoints that cannot be written are said and gotten over`() throws {
        let path = workspace.path("output.checkpoints")
        // A file where the directory should be stands for any location that cannot be written.
        try workspace.directory.write("output.checkpoints", "")
        let outcome = try workspace.succeed(base + ["--epochs", "1", "--resume", "--output", workspace.path("output")])
        #expect(outcome.errors.contains("no checkpoint after update 3, training continues: "), "\(outcome.errors)")
        #expect(outcome.text.hasPrefix("wrote "))
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
