import Foundation
import TestSupport
import Testing

/// Ctrl-C and SIGTERM while a command runs.
@Suite struct InterruptionTests {
    private func arguments(_ workspace: Workspace, _ more: String...) throws -> [String] {
        [
            "train", "--model", workspace.model, "--train", try workspace.writeRows(), "--output",
            workspace.path("output"), "--epochs", "10000000",
        ] + more
    }

    @Test func oldResultsSurvive() throws {
        let workspace = try Workspace()
        try workspace.directory.write("output/config.json", "old")
        let arguments = try arguments(workspace, "--overwrite")
        let before = try workspace.snapshot()
        let process = try workspace.start(arguments)
        try process.wait(for: "epoch 1:")
        process.interrupt()
        #expect(process.finish().status == 130)
        let after = try workspace.snapshot().filter { !$0.key.hasPrefix("output.checkpoints") }
        #expect(after == before)
    }

    /// The signal with which service managers, batch systems and containers end processes.
    @Test func terminationLeavesACheckpoint() throws {
        let workspace = try Workspace()
        let arguments = try arguments(workspace)
        let process = try workspace.start(arguments)
        try process.wait(for: "epoch 2:")
        #expect(kill(process.identifier, SIGTERM) == 0)
        let outcome = process.finish()
        #expect(outcome.status == 143)
        let last = try #require(outcome.errors.split(separator: "\n").last)
        let step = try #require(
            last.wholeMatch(of: /interrupted after (\d+) updates: the same command with --resume continues from here/)
        ).1
        let resumed = try workspace.start(arguments + ["--resume"])
        try resumed.wait(for: "continuing after update \(step)")
        #expect(kill(resumed.identifier, SIGTERM) == 0)
        #expect(resumed.finish().status == 143)
    }

    /// Ctrl-C while a frozen encoder computes features, before the first update.
    @Test func whileFeaturesAreComputed() throws {
        var model = TinyModel(layerCount: 12, positionCount: 64)
        model.card = nil
        let workspace = try Workspace(model: model)
        let text = Array(repeating: "the film was good and the soup was bad", count: 6).joined(separator: " ")
        let rows = (0..<30_000).map { "\(text) \($0)\t\($0 % 2)\n" }
        let data = try workspace.directory.write("many.tsv", "text\tlabel\n" + rows.joined())
        let before = try workspace.snapshot()
        let process = try workspace.start([
            "train", "--model", workspace.model, "--train", data, "--output", workspace.path("output"),
            "--freeze-encoder",
        ])
        // The cache holds the encoded rows as soon as the features begin.
        try process.wait(forFile: workspace.path("cache/datasets.sqlite-wal"), ofAtLeast: 4_000_000)
        process.interrupt()
        let outcome = process.finish()
        #expect(outcome.status == 130)
        #expect(
            outcome.errors == """
                interrupted before the first update: encoded texts stay in the cache, so the same command starts \
                again at once

                """)
        #expect(try workspace.snapshot() == before)
    }

    @Test func labellingLeavesNoOutputFile() throws {
        let workspace = try Workspace()
        let model = try workspace.writeClassifier()
        let before = try workspace.snapshot()
        // A pipe that stays open: after the first texts, the command waits for more.
        let pipe = Pipe()
        pipe.fileHandleForWriting.write(Data(String(repeating: "the film\n", count: 600).utf8))
        let process = try workspace.start(
            ["label", "--model", model, "--output", workspace.path("labelled")], input: .pipe(pipe))
        try process.wait(forFileBeside: workspace.path("labelled"), ofAtLeast: 600 * 40)
        process.interrupt()
        let outcome = process.finish()
        #expect(outcome.status == 130)
        #expect(outcome.errors == "interrupted: 600 texts were labelled\n")
        #expect(try workspace.snapshot() == before)
        try pipe.fileHandleForWriting.close()
    }
}
