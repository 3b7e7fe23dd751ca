import Datasets
import Foundation
import InputOutput
import SQLite

/// The origin of a cache entry.
struct DatasetDescription: Sendable {
    var key: String
    var sha256: String
    /// The path of the file when it was encoded; empty if it is not known.
    var path: String
    var format: String
    /// Everything that determines the ids; empty if it is not known.
    var encoding: String
}

/// The tables of encoded datasets: statements only.
enum DatasetTable {
    /// The time, in seconds, after which an entry without new rows counts as abandoned.
    private static let patience: TimeInterval = 3600

    // MARK: Writing

    /// Begins an entry, which counts only once it is complete.
    static func begin(_ description: DatasetDescription, in database: Database) throws -> Int64 {
        let now = Date().timeIntervalSince1970
        try database.execute(
            sql: "DELETE FROM encodedDataset WHERE NOT completed AND lastUsed < ?", arguments: [now - patience])
        let encoding = CacheKey.sha256(description.encoding)
        try database.execute(
            sql: "INSERT OR IGNORE INTO encodingText (hash, content) VALUES (?, ?)",
            arguments: [encoding, description.encoding])
        try database.execute(
            sql: """
                INSERT INTO encodedDataset (key, sha256, path, format, encoding, rowCount, tokenCount, truncatedRowCount,
                    byteCount, created, lastUsed, completed) VALUES (?, ?, ?, ?, ?, 0, 0, 0, 0, ?, ?, 0)
                """,
            arguments: [
                description.key, description.sha256, description.path, description.format, encoding, now, now,
            ])
        return database.lastInsertedRowID
    }

    static func append(
        _ rows: some Collection<EncodedRow>, _ chunk: EncodedChunk, to dataset: Int64, in database: Database
    ) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT INTO encodedChunk (dataset, rowCount, checksum, content) VALUES (?, ?, ?, ?)")
        try statement.execute(arguments: [dataset, chunk.rowCount, chunk.checksum, chunk.content])
        try database.execute(
            sql: """
                UPDATE encodedDataset SET rowCount = rowCount + ?, tokenCount = tokenCount + ?,
                    truncatedRowCount = truncatedRowCount + ?, byteCount = byteCount + ?, lastUsed = ? WHERE id = ?
                """,
            arguments: [
                chunk.rowCount, rows.reduce(0) { $0 + $1.ids.count }, rows.count { $0.truncatedTokenCount > 0 },
                chunk.content.count, Date().timeIntervalSince1970, dataset,
            ])
    }

    /// Completes an entry, which counts from now on.
    ///
    /// - Parameter occurring: The labels in the order of their first rows.
    static func complete(
        _ dataset: Int64, key: String, occurring: [String], findings: [DataFinding] = [],
        badRows: [RejectedRow] = [], in database: Database
    ) throws {
        // Another process may have stored the same rows in the meantime.
        if try find(key, in: database) != nil { return try remove(dataset, in: database) }
        let sorted = LabelSet(sorting: occurring)
        for (number, name) in occurring.enumerated() {
            try database.execute(
                sql: "INSERT INTO encodedLabel (dataset, number, position, name) VALUES (?, ?, ?, ?)",
                arguments: [dataset, number, sorted.index(of: name), name])
        }
        if !findings.isEmpty {
            try database.execute(
                sql: "UPDATE encodedDataset SET findings = ?, badRows = ? WHERE id = ?",
                arguments: [text(findings), text(badRows.map(StoredBadRow.init)), dataset])
        }
        try database.execute(sql: "UPDATE encodedDataset SET completed = 1 WHERE id = ?", arguments: [dataset])
    }

    static func remove(_ dataset: Int64, in database: Database) throws {
        try database.execute(sql: "DELETE FROM encodedDataset WHERE id = ?", arguments: [dataset])
    }

    // MARK: Reading

    /// The complete entry of a key.
    static func find(_ key: String, in database: Database) throws -> SQLRow? {
        try SQLRow.fetchOne(
            database, sql: "SELECT * FROM encodedDataset WHERE key = ? AND completed", arguments: [key])
    }

    /// The findings about an entry's file, with its current path.
    static func findings(of entry: SQLRow, path: String) throws -> [DataFinding] {
        var findings: [DataFinding] = try decoded(entry["findings"])
        for index in findings.indices { findings[index].file = path }
        return findings
    }

    /// The rows of the file that were left out, with its current path.
    static func badRows(of entry: SQLRow, path: String) throws -> [RejectedRow] {
        let stored: [StoredBadRow] = try decoded(entry["badRows"])
        return stored.map { $0.row(path: path) }
    }

    private static func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }

    private static func decoded<Element: Decodable>(_ text: String) throws -> [Element] {
        if text.isEmpty { return [] }
        guard let values = try? JSONDecoder().decode([Element].self, from: Data(text.utf8)) else {
            throw CacheFile.Unusable(reason: "is damaged")
        }
        return values
    }

    /// The labels' names in sorted order, and for each label number in chunks, its index among them.
    static func labels(of dataset: Int64, in database: Database) throws -> (names: [String], indices: [Int]) {
        let rows = try SQLRow.fetchAll(
            database, sql: "SELECT position, name FROM encodedLabel WHERE dataset = ? ORDER BY number",
            arguments: [dataset])
        var names = [String](repeating: "", count: rows.count)
        let indices: [Int] = try rows.map { row in
            let position: Int = try row["position"]
            guard names.indices.contains(position) else { throw CacheFile.Unusable(reason: "is damaged") }
            names[position] = try row["name"]
            return position
        }
        return (names, indices)
    }

    /// Passes an entry's rows to `body` in order, some chunks at a time; all threads unpack them.
    static func forEachRows(
        of dataset: Int64, labels: [Int], in database: Database, _ body: ([EncodedRow]) throws -> Void
    ) throws {
        let statement = try database.cachedStatement(
            sql: "SELECT rowCount, checksum, content FROM encodedChunk WHERE dataset = ? ORDER BY id")
        var chunks: [EncodedChunk] = []
        func unpack() throws {
            for rows in unpacked(chunks, labels) {
                guard let rows else { throw CacheFile.Unusable(reason: "is damaged") }
                try body(rows)
            }
            chunks.removeAll(keepingCapacity: true)
        }
        try statement.forEachRow(arguments: [dataset]) { stored in
            try chunks.append(EncodedChunk(rowCount: stored[0], content: stored[2], checksum: stored[1]))
            if chunks.count == 8 * WorkerThreads.count { try unpack() }
        }
        try unpack()
    }

    /// The entries with chunks that differ from what was stored.
    static func damagedKeys(in database: Database) throws -> [CacheDamage] {
        var damages: [CacheDamage] = []
        let entries = try SQLRow.fetchAll(
            database, sql: "SELECT id, key, rowCount FROM encodedDataset WHERE completed ORDER BY id")
        for entry in entries {
            do {
                let labels = try labels(of: entry["id"], in: database)
                var count = 0
                try forEachRows(of: entry["id"], labels: labels.indices, in: database) { count += $0.count }
                if try count != entry["rowCount"] {
                    damages.append(CacheDamage(key: try entry["key"], problem: "rows are missing"))
                }
            } catch is CacheFile.Unusable {
                damages.append(CacheDamage(key: try entry["key"], problem: "rows are not as they were stored"))
            }
        }
        return damages
    }

    private static func unpacked(_ chunks: [EncodedChunk], _ labels: [Int]) -> [[EncodedRow]?] {
        var results = [[EncodedRow]?](repeating: nil, count: chunks.count)
        results.withUnsafeMutableBufferPointer { results in
            // Each iteration writes its own element, once.
            nonisolated(unsafe) let results = results
            WorkerThreads.forEach(0..<chunks.count) { results[$0] = chunks[$0].rows(labels: labels) }
        }
        return results
    }
}

/// A row that was left out, in the form that the cache stores.
private struct StoredBadRow: Codable {
    var line: Int
    var source: String
    var problem: String
    var expected: String?
    var found: String?
    var advice: String?

    init(_ row: RejectedRow) {
        (line, source) = (row.line, row.source)
        (problem, expected, found, advice) = (
            row.error.problem, row.error.expected, row.error.found, row.error.advice
        )
    }

    func row(path: String) -> RejectedRow {
        RejectedRow(
            line: line, source: source,
            error: FledgeError(
                .data, at: "\(path):\(line)", problem, expected: expected, found: found, advice: advice))
    }
}
