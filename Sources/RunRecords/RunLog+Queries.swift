import Foundation
import SQLite

extension RunLog {
    /// All runs, the newest first.
    public func records() throws -> [RunRecord] {
        try read { database in
            try SQLRow.fetchAll(database, sql: "SELECT * FROM run ORDER BY position DESC")
                .map { try Self.record($0, from: database) }
        }
    }

    /// Returns a run; `nil` if there is none with this id.
    public func record(_ id: String) throws -> RunRecord? {
        try read { database in
            try SQLRow.fetchOne(database, sql: "SELECT * FROM run WHERE id = ?", arguments: [id])
                .map { try Self.record($0, from: database) }
        }
    }

    /// The ids of all runs, the newest first.
    public func ids() throws -> [String] {
        try read { try String.fetchAll($0, sql: "SELECT id FROM run ORDER BY position DESC") }
    }

    /// Returns the values recorded during a run, in the order of their recording.
    public func points(of id: String) throws -> [RunRecord.Point] {
        try read { database in
            try SQLRow.fetchAll(
                database, sql: "SELECT step, epoch, name, value FROM runPoint WHERE run = ? ORDER BY position",
                arguments: [id]
            ).map { row in
                let value: Double? = try row[3]
                return try RunRecord.Point(step: row[0], epoch: row[1], row[2], value ?? .nan)
            }
        }
    }

    /// Removes all data of a run; returns false if there is none with this id.
    @discardableResult
    public func remove(_ id: String) throws -> Bool {
        try write { database in
            try database.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [id])
            return database.changesCount > 0
        }
    }

    private static func record(_ row: SQLRow, from database: Database) throws -> RunRecord {
        let id: String = try row["id"]
        let data = try SQLRow.fetchAll(
            database, sql: "SELECT role, path, sha256, rowCount FROM runData WHERE run = ? ORDER BY position",
            arguments: [id]
        ).map { try RunRecord.DataFile(role: $0[0], path: $0[1], sha256: $0[2], rowCount: $0[3]) }
        let beginning = try RunRecord.Beginning(
            output: row["output"], configuration: row["configuration"],
            model: RunRecord.Model(path: row["modelPath"], sha256: row["modelSHA256"]), data: data,
            hardware: RunRecord.Hardware(
                processor: row["processor"], instructionLevel: row["instructionLevel"], threads: row["threads"],
                precision: row["precision"]),
            version: row["version"])
        let ended: Double? = try row["ended"]
        return try RunRecord(
            id: id, state: state(row), started: Date(timeIntervalSince1970: row["started"]),
            ended: ended.map(Date.init(timeIntervalSince1970:)), beginning: beginning,
            ending: ended == nil ? nil : ending(row, id, from: database))
    }

    private static func state(_ row: SQLRow) throws -> RunRecord.State {
        let state = RunRecord.State(rawValue: try row["state"]) ?? .lost
        guard state == .running else { return state }
        let process = try ProcessIdentity(
            host: row["host"], bootID: row["bootID"], processID: row["processID"], start: row["processStart"])
        return process.isGone ? .lost : .running
    }

    private static func ending(_ row: SQLRow, _ id: String, from database: Database) throws -> RunRecord.Ending {
        let metrics = try SQLRow.fetchAll(
            database, sql: "SELECT name, value FROM runMetric WHERE run = ? ORDER BY position", arguments: [id]
        ).map { row in
            let value: Double? = try row[1]
            return try RunRecord.Metric(row[0], value ?? .nan)
        }
        let state = RunRecord.State(rawValue: try row["state"]) ?? .failed
        return try RunRecord.Ending(
            [.running, .lost].contains(state) ? .failed : state, metrics: metrics, seconds: row["seconds"] ?? 0,
            tokensPerSecond: row["tokensPerSecond"] ?? 0, peakMemory: row["peakMemory"] ?? 0, problem: row["problem"])
    }
}
