import Foundation
import SQLite

/// The check of the whole database when it is opened.
///
/// It reads the whole file, so it runs once a day, or after an hour if there is a log next to the file, as after a
/// crash. Rows and vectors have their own checksums, which are verified whenever they are read.
enum CacheCheck {
    private static let day: TimeInterval = 86400
    private static let hour: TimeInterval = 3600

    /// Tells whether the database is intact as far as is known.
    static func passes(_ pool: DatabasePool, path: String) throws -> Bool {
        let now = Date().timeIntervalSince1970
        let last = try pool.read { database in
            try Double.fetchOne(database, sql: "SELECT value FROM cacheState WHERE name = 'checked'")
        }
        // A time in the future comes from a clock that has been corrected since.
        if let last, last <= now, now - last < (hasLog(path) ? hour : day) { return true }
        if try pool.read(damage) != nil { return false }
        try pool.write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO cacheState (name, value) VALUES ('checked', ?)", arguments: [now])
        }
        return true
    }

    /// The problem that SQLite finds; `nil` if there is none.
    static func damage(_ database: Database) throws -> String? {
        let found = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
        return found == "ok" ? nil : found ?? "no answer"
    }

    private static func hasLog(_ path: String) -> Bool {
        var status = stat()
        return stat("\(path)-wal", &status) == 0 && status.st_size > 0
    }
}
