import Foundation
import GRDB
import InputOutput
public import Tokenization

extension DatasetCache {
    /// The rows of a file as `encode` makes them, from the cache where they are known.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - format: How its rows are written; `nil` for what its extension says.
    ///   - columns: Which columns hold text, pair and label.
    ///   - requiresLabel: Whether each row must have a label and a text that is not blank.
    ///   - encodingFingerprint: All that `encode` depends on: tokenizer, maximum length, and so on.
    ///   - chunkSize: How many rows `encode` gets at once.
    ///   - encode: Gives an encoding for each row, in order. Not called for rows from the cache.
    /// - Throws: ``InputOutput/FledgeError`` as ``RowReader`` does, and whatever `encode` throws.
    public func dataset(
        path: String, format: FileFormat? = nil, columns: ColumnSelection = ColumnSelection(), requiresLabel: Bool,
        encodingFingerprint: String, chunkSize: Int = 4096, encode: ([Row]) throws -> [Encoding]
    ) throws -> EncodedDataset {
        let file = try MappedFile(path: path)
        let format = try format ?? FileFormat(path: path)
        let sha256 = CacheKey.sha256(file.bytes)
        let key = CacheKey.dataset(
            sha256: sha256, format: format, columns: columns, requiresLabel: requiresLabel,
            encodingFingerprint: encodingFingerprint)
        if let known = try read({ try Self.fetch(key, path: path, from: $0) }) { return known }
        let reader = try RowReader(
            LineReader(file: file), format: format, columns: columns, RowRequirements(label: requiresLabel),
            keepsSource: false,
            isStream: false)
        let dataset = try Self.encoded(
            reader, path: path, sha256: sha256, chunkSize: chunkSize, encode: encode)
        store { try Self.insert(dataset, key, into: $0) }
        return dataset
    }

    private static func encoded(
        _ reader: RowReader, path: String, sha256: String, chunkSize: Int, encode: ([Row]) throws -> [Encoding]
    ) throws -> EncodedDataset {
        var rows: [EncodedRow] = []
        var names: [String] = []
        var indices: [String: Int] = [:]
        while true {
            let chunk = try reader.next(chunkSize)
            if chunk.isEmpty { break }
            let encodings = try encode(chunk)
            precondition(encodings.count == chunk.count, "an encoding is needed for each row")
            for (row, encoding) in zip(chunk, encodings) {
                let label = row.label.map { name in
                    if let index = indices[name] { return index }
                    indices[name] = names.count
                    names.append(name)
                    return names.count - 1
                }
                let typeIDs = encoding.typeIDs.allSatisfy { $0 == 0 } ? nil : encoding.typeIDs
                rows.append(
                    EncodedRow(
                        ids: encoding.ids, typeIDs: typeIDs, label: label, line: row.line,
                        truncatedTokenCount: encoding.truncatedTokenCount))
            }
        }
        // Labels were numbered as they came; the order of the names is known only now.
        let labels = LabelSet(sorting: names)
        let sorted = names.map { labels.index(of: $0) ?? 0 }
        for index in rows.indices { rows[index].label = rows[index].label.map { sorted[$0] } }
        return EncodedDataset(
            rows: rows, labelNames: labels.names, truncatedRowCount: truncatedRowCount(rows), path: path,
            sha256: sha256, fromCache: false)
    }

    private static func truncatedRowCount(_ rows: [EncodedRow]) -> Int {
        rows.count { $0.truncatedTokenCount > 0 }
    }

    private static func fetch(_ key: String, path: String, from database: Database) throws -> EncodedDataset? {
        guard
            let entry = try GRDB.Row.fetchOne(
                database, sql: "SELECT sha256, firstRow, rowCount FROM dataset WHERE key = ?", arguments: [key])
        else { return nil }
        let first: Int = entry["firstRow"]
        let count: Int = entry["rowCount"]
        let names = try String.fetchAll(
            database, sql: "SELECT name FROM datasetLabel WHERE key = ? ORDER BY position", arguments: [key])
        var rows: [EncodedRow] = []
        rows.reserveCapacity(count)
        let statement = try database.cachedStatement(
            sql: """
                SELECT ids, typeIDs, label, line, truncatedTokenCount FROM datasetRow
                WHERE id >= ? AND id < ? ORDER BY id
                """)
        let cursor = try GRDB.Row.fetchCursor(statement, arguments: [first, first + count])
        while let stored = try cursor.next() { rows.append(try row(stored, labelCount: names.count)) }
        guard rows.count == count else { throw CacheFile.Unusable(reason: "is damaged") }
        return EncodedDataset(
            rows: rows, labelNames: names, truncatedRowCount: truncatedRowCount(rows), path: path,
            sha256: entry["sha256"], fromCache: true)
    }

    private static func row(_ stored: GRDB.Row, labelCount: Int) throws -> EncodedRow {
        let damage = CacheFile.Unusable(reason: "is damaged")
        func integers(_ column: Int) throws -> [Int32]? {
            try stored.withUnsafeData(atIndex: column) { data in
                guard let data else { return nil }
                guard let integers = LittleEndianBlob.integers(data) else { throw damage }
                return integers
            }
        }
        let label: Int? = stored[2]
        guard let ids = try integers(0), label.map((0..<labelCount).contains) ?? true else { throw damage }
        let typeIDs = try integers(1)
        guard typeIDs.map({ $0.count == ids.count }) ?? true else { throw damage }
        return EncodedRow(ids: ids, typeIDs: typeIDs, label: label, line: stored[3], truncatedTokenCount: stored[4])
    }

    private static func insert(_ dataset: EncodedDataset, _ key: String, into database: Database) throws {
        // Another process may have stored the same rows meanwhile.
        let exists = try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM dataset WHERE key = ?)", arguments: [key])
        guard exists == false else { return }
        let first = try Int.fetchOne(database, sql: "SELECT IFNULL(MAX(id), 0) + 1 FROM datasetRow") ?? 1
        try database.execute(
            sql: "INSERT INTO dataset (key, sha256, firstRow, rowCount) VALUES (?, ?, ?, ?)",
            arguments: [key, dataset.sha256, first, dataset.rows.count])
        for (position, name) in dataset.labelNames.enumerated() {
            try database.execute(
                sql: "INSERT INTO datasetLabel (key, position, name) VALUES (?, ?, ?)",
                arguments: [key, position, name])
        }
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO datasetRow (id, ids, typeIDs, label, line, truncatedTokenCount) VALUES (?, ?, ?, ?, ?, ?)
                """)
        for (offset, row) in dataset.rows.enumerated() {
            let typeIDs: Data? = row.typeIDs.map(LittleEndianBlob.data)
            statement.setUncheckedArguments([
                first + offset, LittleEndianBlob.data(row.ids), typeIDs, row.label, row.line, row.truncatedTokenCount,
            ])
            try statement.execute()
        }
    }
}
