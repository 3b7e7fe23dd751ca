import ArgumentParser
import DatasetCaching
import Datasets
import Foundation
import InputOutput
import RunRecords

struct Runs: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows, compares and removes the records of training runs.",
        discussion: """
            Every training run is recorded with its settings, data and results in runs.sqlite, beside the cache of \
            encoded texts (in FLEDGE_CACHE, else in ~/.cache/fledge).

            Examples:
              fledge runs
              fledge runs compare 2026-11-21-1 2026-11-21-2
            """,
        subcommands: [RunsList.self, RunsShow.self, RunsCompare.self, RunsRemove.self],
        defaultSubcommand: RunsList.self)

    /// The path of the records.
    static var logPath: String { RunLog.path(besides: DatasetCache.defaultPath()) }

    /// The log, which holds at least one run.
    static func log() throws -> RunLog {
        guard let log = try RunLog.existing(path: logPath) else { throw FledgeError(.data, at: logPath, "no runs yet") }
        return log
    }

    /// The run with an id.
    static func record(_ id: String, in log: RunLog) throws -> RunRecord {
        if let record = try log.record(id) { return record }
        throw FledgeError(
            .data, at: log.path, "no run \"\(Spelling.shortened(id))\"",
            advice: Spelling.suggestion(for: id, among: try log.ids()) ?? "fledge runs lists all runs")
    }
}

struct RunsList: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists runs, the newest first.")

    @Flag(help: "Print the runs as JSON.")
    var json = false

    func run() throws {
        let records = try RunLog.existing(path: Runs.logPath)?.records() ?? []
        if json { return try ResultStream.print(JSONOutput.text(records.map { RunsReport($0) })) }
        if records.isEmpty { return Console.say("no runs yet") }
        var table = TextTable(header: ["id", "state", "output", "model", "data", "metric", "time"], leftColumns: 6)
        for record in records {
            let beginning = record.beginning
            table.add([
                record.id, record.state.rawValue, TextTable.shortened(beginning.output, to: 32),
                TextTable.shortened(beginning.model.path, to: 32),
                TextTable.shortened(beginning.data.first?.path ?? "", to: 32),
                record.ending?.metrics.first.map { "\($0.name) \(Figure.number($0.value))" } ?? "",
                record.seconds.map(duration) ?? "",
            ])
        }
        try ResultStream.print(table.rendered)
    }
}

struct RunsShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows the record of a run, with its curves.")

    @Argument(help: "Id of the run, such as 2026-11-21-1.")
    var id: String
    @Flag(help: "Print the record as JSON, with every point of the curves.")
    var json = false
    @Flag(help: "Print only the settings, as a file for fledge train --config.")
    var configuration = false

    func validate() throws {
        if json, configuration {
            throw ValidationError("--json and --configuration exclude each other: choose one of them.")
        }
    }

    func run() throws {
        let log = try Runs.log()
        let record = try Runs.record(id, in: log)
        let text = record.beginning.configuration
        if configuration { return try ResultStream.print(text.hasSuffix("\n") ? String(text.dropLast()) : text) }
        let points = try log.points(of: id)
        try ResultStream.print(
            json ? JSONOutput.text(RunsReport(record, points: points)) : RunsDetails(record, points).rendered)
    }
}

struct RunsCompare: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Shows the differences between runs, and their metrics side by side.")

    @Argument(help: "Ids of two or more runs.")
    var ids: [String]

    func validate() throws {
        guard ids.count > 1 else { throw ValidationError("a comparison needs two runs or more.") }
    }

    func run() throws {
        let log = try Runs.log()
        try ResultStream.print(RunsComparison(ids.map { try Runs.record($0, in: log) }).rendered)
    }
}

struct RunsRemove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Removes the record of a run, but not its output.")

    @Argument(help: "Id of the run.")
    var id: String
    @Flag(help: "Remove it even if it seems to be running.")
    var force = false

    func run() throws {
        let log = try Runs.log()
        let record = try Runs.record(id, in: log)
        guard force || record.state != .running else {
            throw FledgeError(
                .usage, at: log.path, "the run \(id) is running", advice: "wait for its end, or remove it with --force")
        }
        try log.remove(id)
        Console.say("removed the record of \(id)")
    }
}
