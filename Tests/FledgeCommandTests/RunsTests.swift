import Foundation
import RunRecords
import TestSupport
import Testing

@Suite struct RunsTests {
    private let workspace: Workspace
    private var logPath: String { workspace.path("cache/runs.sqlite") }

    init() throws { workspace = try Workspace(model: nil) }

    /// Records a run that ended on March 1, 2026.
    @discardableResult
    private func enter(
        _ output: String = "sentiment", configuration: String = "epochs: 3\n", accuracy: Double = 0.875,
        loss: Double = 0.25, sha256: String = "0123456789abcdef", _ state: RunRecord.State = .finished,
        problem: String? = nil
    ) throws -> String {
        let beginning = RunRecord.Beginning(
            output: output, configuration: configuration, model: RunRecord.Model(path: "models/mini", sha256: "abc"),
            data: [RunRecord.DataFile(role: "training", path: "train.tsv", sha256: sha256, rowCount: 48)],
            hardware: RunRecord.Hardware(
                processor: "A Processor", instructionLevel: "avx2", threads: 2, precision: "bf16"),
            version: "fledge 1.2.3")
        let writer = RunRecord.Writer.start(
            beginning, path: logPath, timeZone: try #require(TimeZone(secondsFromGMT: 0)),
            now: { Date(timeIntervalSince1970: 1_772_389_800) })
        for step in 1...4 { writer.append(step: step, epoch: 1, ["loss": 1 / Double(step), "rate": 0.5]) }
        writer.append(step: 5, epoch: 2, ["rate": .nan])
        writer.finish(
            .init(
                state, metrics: [.init("accuracy", accuracy), .init("loss", loss)], seconds: 75, tokensPerSecond: 4321,
                peakMemory: 1_500_000_000, problem: problem))
        #expect(writer.notes.isEmpty)
        return try #require(writer.id)
    }

    @Test func nothingYet() throws {
        let outcome = try workspace.succeed(["runs"])
        #expect(outcome.text == "")
        #expect(outcome.errors == "no runs yet\n")
        #expect(try workspace.succeed(["runs", "--json"]).text == "[\n\n]\n")
        #expect(!FileManager.default.fileExists(atPath: logPath))
    }

    @Test(arguments: [["runs"], ["runs", "list"]])
    func listsTheNewestFirst(_ arguments: [String]) throws {
        try enter()
        try enter("a/long/path/to/the/output/of/a/run", accuracy: .nan, .failed)
        try enterLost()
        #expect(
            try workspace.succeed(arguments).text == """
                id            state     output                            model        data       metric          time
                2026-03-01-3  lost      o                                 m
                2026-03-01-2  failed    a/long/path/to/…/output/of/a/run  models/mini  train.tsv  accuracy nan    1:15
                2026-03-01-1  finished  sentiment                         models/mini  train.tsv  accuracy 0.875  1:15

                """)
    }

    /// Records a run of a process that has since ended.
    private func enterLost() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sleep")
        process.arguments = ["600"]
        try process.run()
        let beginning = RunRecord.Beginning(
            output: "o", configuration: "", model: RunRecord.Model(path: "m"), data: [],
            hardware: RunRecord.Hardware(processor: "", instructionLevel: "", threads: 1, precision: ""), version: "")
        _ = try RunLog(path: logPath).begin(
            beginning, now: Date(timeIntervalSince1970: 1_772_389_800),
            timeZone: try #require(TimeZone(secondsFromGMT: 0)),
            process: ProcessIdentity(process.processIdentifier))
        // The threads that run tests may have blocked gentler signals, which a process inherits.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    @Test func listsAsJSON() throws {
        try enter(accuracy: .infinity)
        let text = try workspace.succeed(["runs", "list", "--json"]).text
        let runs = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
        let run = try #require(runs.first)
        #expect(runs.count == 1)
        #expect(run["id"] as? String == "2026-03-01-1")
        #expect(run["state"] as? String == "finished")
        #expect(run["started"] as? String == "2026-03-01T18:30:00Z")
        #expect(run["peak_memory_bytes"] as? Int == 1_500_000_000)
        #expect((run["data"] as? [[String: Any]])?.first?["row_count"] as? Int == 48)
        let metrics = try #require(run["metrics"] as? [String: Any])
        #expect(metrics["accuracy"] is NSNull)
        #expect(metrics["loss"] as? Double == 0.25)
        #expect(run["points"] == nil)
    }

    @Test func showsEverything() throws {
        let id = try enter(configuration: "model: mini\nepochs: 3\n", .failed, problem: "broken\n  try:      again")
        #expect(
            try workspace.succeed(["runs", "show", id], environment: ["TZ": "UTC"]).text == """
                2026-03-01-1: failed
                  output       sentiment
                  model        models/mini, SHA-256 abc
                  training     train.tsv, 48 rows, SHA-256 0123456789abcdef
                  processor    A Processor, avx2, 2 threads
                  precision    bf16
                  version      fledge 1.2.3
                  started      2026-03-01 18:30:00Z
                  ended        2026-03-01 18:30:00Z
                  time         1:15
                  speed        4321 tokens/s
                  peak memory  1.50 GB
                  problem      broken
                                 try:      again

                metrics
                  accuracy  0.875
                  loss      0.25

                curves
                  loss  █▃▁▁  1 → 0.25
                  rate  ▄▄▄▄   0.5 → nan

                configuration
                  model: mini
                  epochs: 3

                """)
    }

    @Test func showsAsJSON() throws {
        let run = try workspace.succeed(["runs", "show", try enter(), "--json"]).object()
        let points = try #require(run["points"] as? [String: [[String: Any]]])
        #expect(points["loss"]?.map { $0["step"] as? Int } == [1, 2, 3, 4])
        #expect(points["loss"]?.map { $0["value"] as? Double } == [1, 0.5, 1 / 3, 0.25])
        #expect(points["rate"]?.last?["value"] == nil)
        #expect(run["configuration"] as? String == "epochs: 3\n")
    }

    @Test func configurationIsOneForTraining() throws {
        let text = "output: o\nepochs: 3\n"
        let id = try enter(configuration: text)
        #expect(try workspace.succeed(["runs", "show", id, "--configuration"]).text == text)
    }

    @Test func comparesWhatDiffers() throws {
        let first = try enter("one", configuration: "output: one\nepochs: 3\nseed: 1\n")
        let second = try enter(
            "two", configuration: "output: two\nepochs: 3\nallow-missing: [a, b]\nseed: 1\n", accuracy: 0.9, loss: 0.3,
            sha256: "fedcba9876543210")
        let third = try enter(
            "three", configuration: "output: three\nepochs: 3\nseed: 1\n", accuracy: 0.9, .interrupted)
        #expect(
            try workspace.succeed(["runs", "compare", first, second, third]).text == """
                               2026-03-01-1           2026-03-01-2           2026-03-01-3
                state          finished               finished               interrupted
                training data  48 rows, 0123456789ab  48 rows, fedcba987654  48 rows, 0123456789ab
                output         one                    two                    three
                allow-missing  –                      a, b                   –

                metric    2026-03-01-1  2026-03-01-2  2026-03-01-3
                accuracy  0.875         0.9 *         0.9 *
                loss      0.25 *        0.3           0.25 *
                seconds   75            75            75
                tokens/s  4321          4321          4321
                * the best

                """)
    }

    @Test func sameRunsHaveNoDifference() throws {
        let text = try workspace.succeed(["runs", "compare", try enter(), try enter()]).text
        #expect(text.hasPrefix("the runs have the same settings, data and hardware\n\nmetric "))
    }

    @Test func removes() throws {
        try enter()
        let id = try enter()
        let outcome = try workspace.succeed(["runs", "remove", id])
        #expect(outcome.errors == "removed the record of 2026-03-01-2\n")
        #expect(try RunLog(path: logPath).ids() == ["2026-03-01-1"])
    }

    @Test func runningRunsAreKept() throws {
        let beginning = RunRecord.Beginning(
            output: "o", configuration: "", model: RunRecord.Model(path: "m"), data: [],
            hardware: RunRecord.Hardware(processor: "", instructionLevel: "", threads: 1, precision: ""), version: "")
        let writer = RunRecord.Writer.start(beginning, path: logPath)
        let id = try #require(writer.id)
        let outcome = try workspace.run(["runs", "remove", id])
        #expect(outcome.status == 64)
        #expect(
            outcome.errors == """
                fledge: error: DIR/cache/runs.sqlite: the run \(id) is running
                  try:      wait for its end, or remove it with --force

                """)
        _ = try workspace.succeed(["runs", "remove", id, "--force"])
        #expect(try RunLog(path: logPath).ids().isEmpty)
    }

    @Test(arguments: [["show"], ["remove"], ["compare", "2026-03-01-1"]])
    func unknownRunsAreAnsweredWithTheNearest(_ arguments: [String]) throws {
        try enter()
        for (id, advice) in [
            ("2026-03-01-7", "did you mean \"2026-03-01-1\"?"), ("x", "fledge runs lists all runs"),
        ] {
            let outcome = try workspace.run(["runs"] + arguments + [id])
            #expect(outcome.status == 65)
            #expect(
                outcome.errors == """
                    fledge: error: DIR/cache/runs.sqlite: no run "\(id)"
                      try:      \(advice)

                    """)
        }
    }

    @Test func noLogHasNoRuns() throws {
        let outcome = try workspace.run(["runs", "show", "2026-03-01-1"])
        #expect(outcome.status == 65)
        #expect(outcome.errors == "fledge: error: DIR/cache/runs.sqlite: no runs yet\n")
    }
}
