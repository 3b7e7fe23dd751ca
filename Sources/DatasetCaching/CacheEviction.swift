import Foundation
import SQLite

/// Removes entries when the cache is too large.
enum CacheEviction {
    /// The resolution of an entry's last use, in seconds.
    private static let grain: TimeInterval = 60

    /// Removes the least recently used entries until all together have at most `limit` bytes.
    ///
    /// - Parameter key: The entry that is kept whatever its size.
    static func run(_ pool: DatabasePool, limit: Int, keeping key: String) throws {
        try pool.write { database in
            var total = try EntryTable.byteCount(in: database)
            guard total > limit else { return }
            for entry in try EntryTable.all(in: database).sorted(by: { $0.lastUsed < $1.lastUsed })
            where entry.key != key && total > limit {
                try EntryTable.remove(entry.key, in: database)
                total -= entry.byteCount
            }
        }
        try giveBack(pool)
    }

    /// Returns the space of removed entries to the file system: all of it if it is more than half of the file,
    /// otherwise only a little, since pages from the middle of the file are moved one by one; the rest is reused for
    /// new entries.
    static func giveBack(_ pool: DatabasePool) throws {
        try pool.writeWithoutTransaction { database in
            let free = try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
            let all = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            if free > all / 2 {
                // A process that uses the database, or too little space for a copy, is not a reason to fail.
                try? database.execute(sql: "VACUUM")
            } else {
                try database.execute(sql: "PRAGMA incremental_vacuum(1000)")
            }
        }
    }

    static func touch(_ key: String, in database: Database) throws {
        let now = Date().timeIntervalSince1970
        for table in ["encodedDataset", "feature"] {
            try database.execute(
                sql: "UPDATE \(table) SET lastUsed = ? WHERE key = ? AND lastUsed < ?",
                arguments: [now, key, now - grain])
        }
    }
}
