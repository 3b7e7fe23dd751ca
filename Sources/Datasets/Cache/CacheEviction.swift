import Foundation
import GRDB

/// Which entries go when the cache is too large.
enum CacheEviction {
    /// An entry's last use is written down once in so many seconds.
    private static let grain: TimeInterval = 60

    /// Removes what was not used for longest until all entries together have at most `limit` bytes.
    ///
    /// - Parameter key: The entry that stays whatever its size.
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

    /// Gives the room of removed entries back to the file system: all where that is more than half of the file, else a
    /// little of it, since pages from amid the file are moved one by one; what is left is used for new entries.
    static func giveBack(_ pool: DatabasePool) throws {
        try pool.writeWithoutTransaction { database in
            let free = try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
            let all = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            if free > all / 2 {
                // Another process at work, or too little room for a copy, is no reason to fail.
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
