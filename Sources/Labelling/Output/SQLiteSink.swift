import Foundation
import InputOutput
import SQLite

/// Writes rows into a table of an SQLite database, which others may query meanwhile.
final class SQLiteSink: LabelSink {
    let keepsPlaces = false
    private let path: String
    /// The database; `nil` until the first rows of a new one, so that an older one is kept until then.
    private var queue: DatabaseQueue?
    private var lastRow: Int
    private var hasTable = false

    /// - Parameter kept: The number of the last row that an earlier process vouches for, after which rows are deleted;
    ///   `nil` to begin a new database.
    /// - Throws: `FledgeError` if the database cannot be written, or if rows are missing that should be there.
    init(path: String, keeping kept: Int?) throws {
        self.path = path
        lastRow = kept ?? 0
        try OutputPath.checkParent(of: path)
        if kept != nil { queue = try Self.open(path, removingRowsAfter: lastRow) }
    }

    private static func open(_ path: String, removingRowsAfter lastRow: Int) throws -> DatabaseQueue {
        do {
            var configuration = DatabaseConfiguration()
            configuration.log = .durable
            configuration.busyTimeout = 60
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.write { database in
                if try database.tableExists(SQLiteTable.name) {
                    try database.execute(
                        sql: "DELETE FROM \(SQLiteTable.name) WHERE \(SQLiteTable.rowNumber) > ?", arguments: [lastRow])
                } else if lastRow > 0 {
                    throw FledgeError(
                        .data, at: path, "the output of an earlier run is missing or was changed",
                        advice: "pass --overwrite to start over")
                }
            }
            return queue
        } catch let error as DatabaseError {
            throw described(error, at: path)
        }
    }

    /// The database, which is created if necessary.
    private func database() throws -> DatabaseQueue {
        if let queue { return queue }
        for file in SQLiteTable.files(path) { unlink(file) }
        let opened = try Self.open(path, removingRowsAfter: 0)
        queue = opened
        return opened
    }

    func append(_ rows: [OutputRow], layout: OutputLayout?) throws {
        guard let layout, let last = rows.last else { return }
        do {
            try database().write { database in
                if !hasTable { try database.execute(sql: SQLiteTable.creation(layout)) }
                let statement = try database.cachedStatement(sql: SQLiteTable.insertion(layout))
                for row in rows {
                    var values: [(any SQLConvertible)?] = [row.number]
                    if let row = row.row { values += try layout.cells(row) }
                    for (column, value) in zip(layout.columns, row.values) {
                        values += SQLiteTable.values(value, column)
                    }
                    try statement.execute(arguments: values)
                }
            }
        } catch let error as DatabaseError {
            throw Self.described(error, at: path)
        }
        hasTable = true
        lastRow = last.number
    }

    func synchronize() -> Int { lastRow }

    /// Leaves a single file, unless another process has the database open.
    func complete(layout: OutputLayout?) throws {
        let database = try database()
        if let layout, !hasTable {
            do {
                try database.write { try $0.execute(sql: SQLiteTable.creation(layout)) }
            } catch let error as DatabaseError {
                throw Self.described(error, at: path)
            }
        }
        try? database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
        try? database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
    }

    func discard() {
        guard queue != nil else { return }
        queue = nil
        for file in SQLiteTable.files(path) { unlink(file) }
    }

    private static func described(_ error: DatabaseError, at path: String) -> FledgeError {
        switch error.resultCode {
        case .cannotOpen, .readOnly, .permission:
            FledgeError(
                .cannotCreate, at: path, "the database cannot be written",
                advice: "check the owner and mode with ls -l, or choose another place")
        case .full: FledgeError.system(ENOSPC, at: path, while: "writing")
        case .busy, .locked:
            FledgeError(
                .inputOutput, at: path, "the database has been locked by another process for a minute",
                advice: "end the other process and run the command again")
        case .corrupt, .notADatabase:
            FledgeError(.data, at: path, "the database is damaged", advice: "pass --overwrite to start over")
        default:
            FledgeError(
                .inputOutput, at: path, "writing failed: \(error.message)")
        }
    }
}
