import Foundation
import GRDB

/// The tables of features: statements only.
enum FeatureTable {
    /// The vectors of an entry, row after row; `nil` where there is none of that many rows.
    static func fetch(_ key: String, count: Int, width: Int, from database: Database) throws -> [Float]? {
        guard
            let entry = try GRDB.Row.fetchOne(
                database, sql: "SELECT firstRow, rowCount FROM feature WHERE key = ?", arguments: [key])
        else { return nil }
        let first: Int = entry["firstRow"]
        guard entry["rowCount"] == count else { return nil }
        var values: [Float] = []
        values.reserveCapacity(count * width)
        let statement = try database.cachedStatement(
            sql: "SELECT vector FROM featureRow WHERE id >= ? AND id < ? ORDER BY id")
        let cursor = try GRDB.Row.fetchCursor(statement, arguments: [first, first + count])
        while let stored = try cursor.next() {
            let fits = try stored.withUnsafeData(atIndex: 0) { data in
                data.map { LittleEndianBlob.append($0, to: &values, width: width) } ?? false
            }
            guard fits else { throw CacheFile.Unusable(reason: "is damaged") }
        }
        guard values.count == count * width else { throw CacheFile.Unusable(reason: "is damaged") }
        return values
    }

    static func insert(_ values: [Float], _ key: String, count: Int, width: Int, into database: Database) throws {
        let rowCount = try Int.fetchOne(database, sql: "SELECT rowCount FROM feature WHERE key = ?", arguments: [key])
        guard rowCount != count else { return }
        try remove(key, in: database)
        let first = try Int.fetchOne(database, sql: "SELECT IFNULL(MAX(id), 0) + 1 FROM featureRow") ?? 1
        let now = Date().timeIntervalSince1970
        try database.execute(
            sql: """
                INSERT INTO feature (key, width, firstRow, rowCount, created, lastUsed) VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [key, width, first, count, now, now])
        let statement = try database.cachedStatement(sql: "INSERT INTO featureRow (id, vector) VALUES (?, ?)")
        for row in 0..<count {
            statement.setUncheckedArguments([
                first + row, LittleEndianBlob.data(values[row * width..<(row + 1) * width]),
            ])
            try statement.execute()
        }
    }

    static func remove(_ key: String, in database: Database) throws {
        try database.execute(
            sql: """
                DELETE FROM featureRow WHERE EXISTS (
                    SELECT 1 FROM feature WHERE key = ? AND id >= firstRow AND id < firstRow + rowCount)
                """, arguments: [key])
        try database.execute(sql: "DELETE FROM feature WHERE key = ?", arguments: [key])
    }

    /// The entries with vectors that are missing or of another size than was stored.
    static func damagedKeys(in database: Database) throws -> [CacheDamage] {
        try String.fetchAll(
            database,
            sql: """
                SELECT key FROM feature WHERE rowCount != (SELECT COUNT(*) FROM featureRow
                    WHERE id >= firstRow AND id < firstRow + rowCount AND LENGTH(vector) = width * 4)
                """
        ).map { CacheDamage(key: $0, problem: "vectors are not as they were stored") }
    }
}
