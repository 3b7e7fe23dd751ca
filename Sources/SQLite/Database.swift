internal import CSQLite

/// A connection to a database, with foreign keys enforced.
///
/// It is used by one thread at a time: ``DatabaseQueue`` and ``DatabasePool`` lend it.
package final class Database {
    /// `nil` once the connection is closed.
    private var handle: OpaquePointer?
    /// The statements of ``cachedStatement(sql:)``.
    var cachedStatements: [String: Statement] = [:]

    /// Opens a file, creating it unless the connection is read-only.
    init(path: String, configuration: DatabaseConfiguration) throws {
        let access = configuration.isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        // Without SQLite's own mutexes, since a connection is used by one thread at a time.
        let code = sqlite3_open_v2(path, &handle, access | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK else {
            let extended = handle.map { sqlite3_extended_errcode($0) } ?? code
            sqlite3_close(handle)
            handle = nil
            throw DatabaseError(resultCode: ResultCode(rawValue: extended))
        }
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, Int32(configuration.busyTimeout * 1000))
        csqlite_reject_double_quoted_texts(handle)
        try execute(sql: "PRAGMA foreign_keys = ON")
        // Opening does not read the file; this finds out whether it is a database.
        _ = try SQLRow.fetchOne(self, sql: "SELECT * FROM sqlite_master LIMIT 1")
        if let log = configuration.log, !configuration.isReadOnly { try use(log, path: path) }
    }

    deinit { close() }

    private func use(_ log: DatabaseConfiguration.WriteAheadLog, path: String) throws {
        guard try String.fetchOne(self, sql: "PRAGMA journal_mode = WAL") == "wal" else {
            throw DatabaseError(resultCode: .error, message: "could not activate WAL mode at path: \(path)")
        }
        switch log {
        case .undoneByPowerFailure: try execute(sql: "PRAGMA synchronous = NORMAL")
        case .durable: try execute(sql: "PRAGMA synchronous = FULL")
        }
    }

    /// The connection for calls of SQLite.
    ///
    /// - Throws: ``DatabaseError`` with the code `misuse` if it is closed.
    var connection: OpaquePointer {
        get throws {
            guard let handle else { throw DatabaseError(resultCode: .misuse, message: "Connection is closed") }
            return handle
        }
    }

    /// Closes the connection; any later use throws.
    func close() {
        cachedStatements.removeAll()
        // Unlike sqlite3_close, this one leaves nothing open if a statement still exists: the last one closes it.
        sqlite3_close_v2(handle)
        handle = nil
    }

    /// The primary key of the row that was inserted last.
    package var lastInsertedRowID: Int64 { handle.map { sqlite3_last_insert_rowid($0) } ?? 0 }

    /// The number of rows that the last statement inserted, updated or deleted.
    package var changesCount: Int { handle.map { Int(sqlite3_changes($0)) } ?? 0 }

    /// Tells whether a transaction is open.
    var isInsideTransaction: Bool { handle.map { sqlite3_get_autocommit($0) == 0 } ?? false }
}
