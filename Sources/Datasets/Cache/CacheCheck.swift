import Foundation
import GRDB

/// The check of the whole database when it is opened.
///
/// It reads all of the file, so it takes place once a day, and after an hour where a log lies beside the file, as after
/// a crash. Rows and vectors have check sums of their own, which are compared whenever they are read.
enum CacheCheck {
    private static let day: TimeInterval = 86400
    private static let hour: TimeInterval = 3600

    /// Whether the database is in order as far as is known.
    static func passes(_ pool: DatabasePool, path: String) throws -> Bool {
        let now = Date().timeIntervalSince1970
        let last = try pool.read { database in
            try Double.fetchOne(database, sql: "SELECT value FROM cacheState WHERE name = 'checked'")
        }
        // Times of the future are those of a clock that was put right since.
        if let last, last <= now, now - last < (hasLog(path) ? hour : day) { return true }
        if try pool.read(damage) != nil { return false }
        try pool.write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO cacheState (name, value) VALUES ('checked', ?)", arguments: [now])
        }
        return true
    }

    /// What SQLite finds wrong; `nil` where all is well.
    static func damage(_ database: Database) throws -> String? {
        let found = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
        return found == "ok" ? nil : found ?? "no answer"
    }

    private static func hasLog(_ path: String) -> Bool {
        var status = stat()
        return stat("\(path)-wal", &status) == 0 && status.st_size > 0
    }
}
