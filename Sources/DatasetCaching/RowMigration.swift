import Datasets
import Foundation
import SQLite

/// Migrates datasets from a table with one row per text to chunks.
enum RowMigration {
    private static let chunkSize = 8192

    static func run(_ database: Database) throws {
        let entries = try SQLRow.fetchAll(database, sql: "SELECT key, sha256, firstRow, rowCount FROM dataset")
        for entry in entries { try migrate(entry, in: database) }
    }

    /// Migrates one dataset; an invalid one is left out and encoded again when it is needed.
    private static func migrate(_ entry: SQLRow, in database: Database) throws {
        let key: String = try entry["key"]
        let names = try String.fetchAll(
            database, sql: "SELECT name FROM datasetLabel WHERE key = ? ORDER BY position", arguments: [key])
        let dataset = try DatasetTable.begin(
            DatasetDescription(key: key, sha256: entry["sha256"], path: "", format: "", encoding: ""), in: database)
        let first: Int = try entry["firstRow"]
        let count: Int = try entry["rowCount"]
        for start in stride(from: first, to: first + count, by: chunkSize) {
            let range = start..<min(start + chunkSize, first + count)
            guard let rows = try rows(range, in: database) else {
                // Foreign keys, which would remove the chunks too, are not enforced during a migration.
                try database.execute(sql: "DELETE FROM encodedChunk WHERE dataset = ?", arguments: [dataset])
                return try DatasetTable.remove(dataset, in: database)
            }
            try DatasetTable.append(rows, EncodedChunk(rows), to: dataset, in: database)
        }
        try DatasetTable.complete(dataset, key: key, occurring: names, in: database)
    }

    /// The rows of a range; `nil` if they differ from what was stored.
    private static func rows(_ range: Range<Int>, in database: Database) throws -> [EncodedRow]? {
        let statement = try database.cachedStatement(
            sql: """
                SELECT ids, typeIDs, label, line, truncatedTokenCount FROM datasetRow
                WHERE id >= ? AND id < ? ORDER BY id
                """)
        var rows: [EncodedRow] = []
        var isIntact = true
        try statement.forEachRow(arguments: [range.lowerBound, range.upperBound]) { stored in
            let typeIDs: Data? = try stored[1]
            guard let ids = LittleEndianBlob.integers(try stored[0]) else {
                isIntact = false
                return
            }
            try rows.append(
                EncodedRow(
                    ids: ids, typeIDs: typeIDs.flatMap(LittleEndianBlob.integers), label: stored[2], line: stored[3],
                    truncatedTokenCount: stored[4]))
        }
        return isIntact && rows.count == range.count ? rows : nil
    }
}
