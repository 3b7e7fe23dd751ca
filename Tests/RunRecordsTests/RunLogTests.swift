import Foundation
import InputOutput
import RunRecords
import TestSupport
import Testing

@Suite struct RunLogTests {
    private let directory: TemporaryDirectory
    private var path: String { "\(directory.path)/cache/runs.sqlite" }

    init() throws { directory = try TemporaryDirectory() }

    static let beginning = RunRecord.Beginning(
        output: "sentiment", configuration: "model: mini\nepochs: 3\n",
        model: RunRecord.Model(path: "models/mini", sha256: "abc"),
        data: [
            RunRecord.DataFile(role: "training", path: "train.tsv", sha256: "d1", rowCount: 48),
            RunRecord.DataFile(role: "validation", path: "dev.tsv", sha256: "d2", rowCount: 12),
        ],
        hardware: RunRecord.Hardware(processor: "A Processor", instructionLevel: "avx2", threads: 2, precision: "bf16"),
        version: "fledge 1.2.3")
    static let ending = RunRecord.Ending(
        .finished, metrics: [.init("validation_accuracy", 0.875), .init("training_loss", .nan)], seconds: 12.5,
        tokensPerSecond: 4321.5, peakMemory: 1 << 33)

    /// 18:30 on March 1, 2026 in Greenwich.
    private static let evening = Date(timeIntervalSince1970: 1_772_389_800)

    private func start(
        _ beginning: RunRecord.Beginning = beginning, interval: Duration = .zero, hours: Int = 0, now: Date = evening
    ) throws -> RunRecord.Writer {
        RunRecord.Writer.start(
            beginning, path: path, interval: interval,
            timeZone: try #require(TimeZone(secondsFromGMT: hours * 3600)), now: { now })
    }

    @Test func recordComesBack() throws {
        let writer = try start()
        let id = try #require(writer.id)
        #expect(id == "2026-03-01-1")
        let log = try RunLog(path: path)
        var record = try #require(try log.record(id))
        #expect(record.state == .running)
        #expect(record.started == Self.evening)
        #expect(record.ended == nil && record.ending == nil)
        #expect(record.beginning == Self.beginning)

        writer.append(step: 1, epoch: 1, ["loss": 0.5, "learning_rate": 1e-5])
        writer.append([.init(step: 2, epoch: 2, "loss", .nan), .init(step: 3, epoch: 2, "loss", -.infinity)])
        writer.finish(Self.ending)
        #expect(writer.notes.isEmpty)
        record = try #require(try RunLog(path: path).record(id))
        #expect(record.state == .finished)
        #expect(record.ended == Self.evening)
        #expect(record.beginning == Self.beginning)
        let ending = try #require(record.ending)
        #expect(ending.metrics.map(\.name) == ["validation_accuracy", "training_loss"])
        #expect(ending.metrics[0].value == 0.875 && ending.metrics[1].value.isNaN)
        #expect(ending.seconds == 12.5 && ending.tokensPerSecond == 4321.5 && ending.peakMemory == 1 << 33)
        #expect(ending.problem == nil)
        let points = try log.points(of: id)
        #expect(points.map(\.step) == [1, 1, 2, 3])
        #expect(points.map(\.epoch) == [1, 1, 2, 2])
        #expect(points.map(\.name) == ["loss", "learning_rate", "loss", "loss"])
        #expect(points[0].value == 0.5 && points[1].value == 1e-5 && points[2].value.isNaN)
        #expect(points[3].value == -.infinity)
    }

    @Test func idsCountTheRunsOfALocalDay() throws {
        let ids = try [(0, 0.0), (0, 1), (7, 2), (0, 3), (7, 86_400)].map { hours, later in
            try start(hours: hours, now: Self.evening + later).id
        }
        #expect(ids == ["2026-03-01-1", "2026-03-01-2", "2026-03-02-1", "2026-03-01-3", "2026-03-03-1"])
        let log = try RunLog(path: path)
        #expect(try log.records().map(\.id) == ids.reversed())
        #expect(try log.ids() == ids.reversed())
    }

    @Test func removedRunsGiveTheirNumbersToNobody() throws {
        let log = try RunLog(path: path)
        let writer = try start()
        writer.append(step: 1, epoch: 1, ["loss": 1])
        #expect(try log.remove("2026-03-01-1"))
        #expect(try !log.remove("2026-03-01-1"))
        #expect(try log.record("2026-03-01-1") == nil)
        #expect(try log.points(of: "2026-03-01-1").isEmpty)
        #expect(try start().id == "2026-03-01-2")
        writer.finish(Self.ending)
        #expect(
            writer.notes == [
                "the end of this run is not recorded: \(path): the run 2026-03-01-1 was removed from the log while it "
                    + "was running"
            ])
    }

    @Test func pointsAreHeldBackForATransaction() throws {
        let log = try RunLog(path: path)
        let writer = try start(interval: .seconds(3600))
        let id = try #require(writer.id)
        for step in 1...100 { writer.append(step: step, epoch: 1, ["loss": 1]) }
        #expect(try log.points(of: id).isEmpty)
        writer.finish(Self.ending)
        #expect(try log.points(of: id).map(\.step) == Array(1...100))
    }

    @Test(arguments: [RunRecord.State.interrupted, .failed])
    func otherEndings(_ state: RunRecord.State) throws {
        let writer = try start()
        writer.finish(.init(state, seconds: 1, tokensPerSecond: 0, peakMemory: 0, problem: "line 1\nline 2"))
        let id = try #require(writer.id)
        let record = try #require(try RunLog(path: path).record(id))
        #expect(record.state == state)
        #expect(record.ending?.problem == "line 1\nline 2")
    }

    @Test func manyWritersShareALog() throws {
        let path = path
        let steps = 1...40
        DispatchQueue.concurrentPerform(iterations: 8) { number in
            var beginning = Self.beginning
            beginning.output = "run \(number)"
            let writer = RunRecord.Writer.start(beginning, path: path, interval: .zero)
            for step in steps { writer.append(step: step, epoch: 1, ["loss": Double(number)]) }
            writer.finish(Self.ending)
            #expect(writer.notes.isEmpty)
        }
        let log = try RunLog(path: path)
        let records = try log.records()
        #expect(Set(records.map(\.id)).count == 8)
        #expect(Set(records.map(\.beginning.output)) == Set((0..<8).map { "run \($0)" }))
        for record in records {
            let points = try log.points(of: record.id)
            #expect(points.map(\.step) == Array(steps))
            #expect(points.allSatisfy { record.beginning.output == "run \(Int($0.value))" })
        }
    }

    @Test func logIsBesideTheCache() {
        #expect(RunLog.path(besides: "/a/b/datasets.sqlite") == "/a/b/runs.sqlite")
        #expect(RunLog.path(besides: "datasets.sqlite") == "./runs.sqlite")
    }

    // MARK: Failures

    @Test func readingDoesNotCreateALog() throws {
        #expect(try RunLog.existing(path: path) == nil)
        #expect(!FileManager.default.fileExists(atPath: "\(directory.path)/cache"))
    }

    @Test func placeThatCannotBeWrittenIsANote() throws {
        let file = try directory.write("file", "")
        let writer = RunRecord.Writer.start(Self.beginning, path: "\(file)/cache/runs.sqlite")
        #expect(writer.id == nil)
        #expect(
            writer.notes == [
                """
                this run is not recorded: \(file)/cache: the directory of the log of runs cannot be created
                  try:      set FLEDGE_CACHE to a directory that can be written
                """
            ])
        writer.append(step: 1, epoch: 1, ["loss": 1])
        writer.finish(Self.ending)
        #expect(writer.notes.count == 1)
    }

    @Test func damagedLogIsLeftAlone() throws {
        let content = String(repeating: "no database ", count: 500)
        let file = try directory.write("cache/runs.sqlite", content)
        let writer = RunRecord.Writer.start(Self.beginning, path: file)
        #expect(
            writer.notes == [
                """
                this run is not recorded: \(file): the log of runs is damaged
                  try:      move the file away; the next run starts a new log
                """
            ])
        #expect(try String(contentsOfFile: file, encoding: .utf8) == content)
        #expect(throws: FledgeError.self) { try RunLog(path: file) }
    }

    @Test func logOfANewerVersionIsLeftAlone() throws {
        _ = try start()
        try directory.change(path, "INSERT INTO grdb_migrations VALUES ('from the future')")
        #expect(
            message { _ = try RunLog(path: path) } == """
                \(path): the log of runs was written by a newer version of Fledge
                  try:      use that version, or set FLEDGE_CACHE to another directory
                """)
    }

    @Test func valueOfAnotherType() throws {
        let id = try #require(try start().id)
        try directory.change(path, "UPDATE run SET threads = 'many'")
        #expect(
            message { _ = try RunLog(path: path).record(id) } == """
                \(path): the log of runs is damaged
                  try:      move the file away; the next run starts a new log
                """)
    }

    @Test func removalWhileRunningIsOneNote() throws {
        let writer = try start()
        try RunLog(path: path).remove(try #require(writer.id))
        for step in 1...5 { writer.append(step: step, epoch: 1, ["loss": 1]) }
        #expect(writer.notes.count == 1)
        #expect(writer.notes[0].hasPrefix("the record of this run lags behind: \(path): the log of runs failed: "))
    }
}
