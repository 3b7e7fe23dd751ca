package import Foundation
import InputOutput
import SQLite

extension RunLog {
    /// Adds a run that starts now and returns its id.
    package func begin(
        _ beginning: RunRecord.Beginning, now: Date, timeZone: TimeZone, process: ProcessIdentity
    ) throws -> String {
        try write { database in
            let day = Self.day(of: now, in: timeZone)
            try database.execute(sql: "INSERT OR IGNORE INTO runDay (day, runCount) VALUES (?, 0)", arguments: [day])
            try database.execute(sql: "UPDATE runDay SET runCount = runCount + 1 WHERE day = ?", arguments: [day])
            let number = try Int.fetchOne(
                database, sql: "SELECT runCount FROM runDay WHERE day = ?", arguments: [day])
            let id = "\(day)-\(number ?? 1)"
            let hardware = beginning.hardware
            try database.execute(
                sql: """
                    INSERT INTO run (
                        id, state, started, output, configuration, modelPath, modelSHA256, processor, instructionLevel,
                        threads, precision, version, host, bootID, processID, processStart
                    ) VALUES (?, 'running', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    id, now.timeIntervalSince1970, beginning.output, beginning.configuration, beginning.model.path,
                    beginning.model.sha256, hardware.processor, hardware.instructionLevel, hardware.threads,
                    hardware.precision, beginning.version, process.host, process.bootID, process.processID,
                    process.start,
                ])
            for (position, file) in beginning.data.enumerated() {
                try database.execute(
                    sql: "INSERT INTO runData (run, position, role, path, sha256, rowCount) VALUES (?, ?, ?, ?, ?, ?)",
                    arguments: [id, position, file.role, file.path, file.sha256, file.rowCount])
            }
            return id
        }
    }

    /// Adds recorded values of a run.
    func append(_ points: [RunRecord.Point], to id: String) throws {
        try write { try Self.insert(points, id, into: $0) }
    }

    /// Adds the last recorded values and the result of the run.
    func end(_ id: String, _ ending: RunRecord.Ending, _ points: [RunRecord.Point], now: Date) throws {
        try write { database in
            try database.execute(
                sql: """
                    UPDATE run SET state = ?, ended = ?, seconds = ?, tokensPerSecond = ?, peakMemory = ?, problem = ?
                    WHERE id = ?
                    """,
                arguments: [
                    ending.state.rawValue, now.timeIntervalSince1970, ending.seconds, ending.tokensPerSecond,
                    ending.peakMemory, ending.problem, id,
                ])
            guard database.changesCount == 1 else {
                throw FledgeError(.data, at: path, "the run \(id) was removed from the log while it was running")
            }
            try Self.insert(points, id, into: database)
            for (position, metric) in ending.metrics.enumerated() {
                try database.execute(
                    sql: "INSERT INTO runMetric (run, position, name, value) VALUES (?, ?, ?, ?)",
                    arguments: [id, position, metric.name, metric.value])
            }
        }
    }

    private static func insert(_ points: [RunRecord.Point], _ id: String, into database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT INTO runPoint (run, step, epoch, name, value) VALUES (?, ?, ?, ?, ?)")
        for point in points {
            try statement.execute(arguments: [id, point.step, point.epoch, point.name, point.value])
        }
    }

    private static func day(of date: Date, in timeZone: TimeZone) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        let day = calendar.dateComponents([.year, .month, .day], from: date)
        return String(format: "%04d-%02d-%02d", day.year ?? 0, day.month ?? 0, day.day ?? 0)
    }
}
