import Datasets
public import Foundation
import SQLite

/// An entry of the cache: a dataset, or the features of one.
public struct CacheEntry: Sendable, Equatable {
    /// The content of an entry.
    public enum Kind: String, Sendable {
        case dataset, features
    }

    /// The key that identifies the entry, in hexadecimal.
    public var key: String
    public var kind: Kind
    /// The path of the file when it was encoded; `nil` if it is not known.
    public var path: String?
    /// The format of the file's rows; `nil` if it is not known.
    public var format: String?
    /// The SHA-256 of the file's bytes; `nil` for features.
    public var sha256: String?
    /// A one-line description of the encoding; `nil` if it is not known.
    public var encoding: String?
    public var rowCount: Int
    /// The number of ids in all rows; `nil` for features.
    public var tokenCount: Int?
    /// The number of rows that were truncated to the maximum length; `nil` for features.
    public var truncatedRowCount: Int?
    /// The number of floats in a row's vector; `nil` for datasets.
    public var width: Int?
    /// The size of the rows in the database.
    public var byteCount: Int
    public var created: Date
    public var lastUsed: Date
}

/// Both kinds of entries.
enum EntryTable {
    private static let datasets = """
        SELECT key, path, format, sha256, encoding, rowCount, tokenCount, truncatedRowCount, byteCount, created, lastUsed
        FROM encodedDataset WHERE completed
        """

    /// The complete entries, most recently used first.
    static func all(in database: Database) throws -> [CacheEntry] {
        let encodings = try Dictionary(
            SQLRow.fetchAll(database, sql: "SELECT hash, content FROM encodingText").map {
                (try $0["hash"] as String, EncodingText(try $0["content"]).summary)
            }, uniquingKeysWith: { first, _ in first })
        let datasets = try SQLRow.fetchAll(database, sql: datasets).map { row in
            let encoding: String = try row["encoding"]
            return try CacheEntry(
                key: row["key"], kind: .dataset, path: known(row["path"]), format: known(row["format"]),
                sha256: row["sha256"], encoding: encodings[encoding] ?? nil, rowCount: row["rowCount"],
                tokenCount: row["tokenCount"], truncatedRowCount: row["truncatedRowCount"],
                byteCount: row["byteCount"], created: date(row["created"]), lastUsed: date(row["lastUsed"]))
        }
        let features = try SQLRow.fetchAll(database, sql: "SELECT * FROM feature").map { row in
            let (width, count): (Int, Int) = try (row["width"], row["rowCount"])
            return try CacheEntry(
                key: row["key"], kind: .features, rowCount: count, width: width, byteCount: count * width * 4,
                created: date(row["created"]), lastUsed: date(row["lastUsed"]))
        }
        return (datasets + features).sorted { $0.lastUsed > $1.lastUsed }
    }

    /// The size of all entries in bytes, including those that are being written.
    static func byteCount(in database: Database) throws -> Int {
        try Int.fetchOne(
            database,
            sql: """
                SELECT (SELECT IFNULL(SUM(byteCount), 0) FROM encodedDataset)
                    + (SELECT IFNULL(SUM(rowCount * width * 4), 0) FROM feature)
                """) ?? 0
    }

    static func remove(_ key: String, in database: Database) throws {
        try database.execute(sql: "DELETE FROM encodedDataset WHERE key = ? AND completed", arguments: [key])
        try database.execute(
            sql: "DELETE FROM encodingText WHERE hash NOT IN (SELECT encoding FROM encodedDataset)")
        try FeatureTable.remove(key, in: database)
    }

    private static func known(_ text: String) -> String? { text.isEmpty ? nil : text }

    private static func date(_ seconds: Double) -> Date { Date(timeIntervalSince1970: seconds) }
}
