import Datasets
import Foundation
import SQLite

/// The tables of features: statements only.
enum FeatureTable {
    /// The vectors of an entry, one after the other; `nil` if there is no entry with that number of rows.
    static func fetch(_ key: String, count: Int, width: Int, from database: Database) throws -> [Float]? {
        guard
            let entry = try SQLRow.fetchOne(database, sql: "SELECT * FROM feature WHERE key = ?", arguments: [key]),
            try entry["rowCount"] == count
        else { return nil }
        var values: [Float] = []
        values.reserveCapacity(count * width)
        try forEachVector(of: entry, in: database) { LittleEndianBlob.append($0, to: &values) }
        guard values.count == count * width else { throw CacheFile.Unusable(reason: "is damaged") }
        return values
    }

    /// Passes an entry's vectors to `body`, in order.
    ///
    /// - Throws: ``CacheFile/Unusable`` if they differ from what was stored, which may be found only after the last
    ///   one.
    private static func forEachVector(
        of entry: SQLRow, in database: Database, _ body: (UnsafeRawBufferPointer) -> Void
    ) throws {
        let (first, count): (Int, Int) = try (entry["firstRow"], entry["rowCount"])
        let (width, expected): (Int, Int) = try (entry["width"], entry["checksum"])
        let statement = try database.cachedStatement(
            sql: "SELECT vector FROM featureRow WHERE id >= ? AND id < ? ORDER BY id")
        var found = 0
        var checksum = Checksum()
        try statement.forEachRow(arguments: [first, first + count]) { stored in
            let fits = stored.withBytes(at: 0) { bytes -> Bool in
                guard bytes.count == width * 4 else { return false }
                checksum.add(bytes)
                body(bytes)
                return true
            }
            guard fits == true else { throw CacheFile.Unusable(reason: "is damaged") }
            found += 1
        }
        guard found == count, checksum.value == expected else { throw CacheFile.Unusable(reason: "is damaged") }
    }

    static func insert(_ values: [Float], _ key: String, count: Int, width: Int, into database: Database) throws {
        let rowCount = try Int.fetchOne(database, sql: "SELECT rowCount FROM feature WHERE key = ?", arguments: [key])
        guard rowCount != count else { return }
        try remove(key, in: database)
        let first = try Int.fetchOne(database, sql: "SELECT IFNULL(MAX(id), 0) + 1 FROM featureRow") ?? 1
        let statement = try database.cachedStatement(sql: "INSERT INTO featureRow (id, vector) VALUES (?, ?)")
        var checksum = Checksum()
        for row in 0..<count {
            let vector = LittleEndianBlob.data(values[row * width..<(row + 1) * width])
            vector.withUnsafeBytes { checksum.add($0) }
            try statement.execute(arguments: [first + row, vector])
        }
        let now = Date().timeIntervalSince1970
        try database.execute(
            sql: """
                INSERT INTO feature (key, width, firstRow, rowCount, checksum, created, lastUsed)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [key, width, first, count, checksum.value, now, now])
    }

    static func remove(_ key: String, in database: Database) throws {
        try database.execute(
            sql: """
                DELETE FROM featureRow WHERE EXISTS (
                    SELECT 1 FROM feature WHERE key = ? AND id >= firstRow AND id < firstRow + rowCount)
                """, arguments: [key])
        try database.execute(sql: "DELETE FROM feature WHERE key = ?", arguments: [key])
    }

    /// The entries with vectors that differ from what was stored.
    static func damagedKeys(in database: Database) throws -> [CacheDamage] {
        var damages: [CacheDamage] = []
        for entry in try SQLRow.fetchAll(database, sql: "SELECT * FROM feature ORDER BY firstRow") {
            do {
                try forEachVector(of: entry, in: database) { _ in }
            } catch is CacheFile.Unusable {
                damages.append(CacheDamage(key: try entry["key"], problem: "vectors are not as they were stored"))
            }
        }
        return damages
    }
}
