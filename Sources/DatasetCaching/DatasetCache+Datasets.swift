public import Datasets
import Foundation
import InputOutput
import SQLite
public import Tokenization

extension DatasetCache {
    /// The rows of a file as `encode` encodes them, from the cache if they are known.
    ///
    /// While `encode` works on some rows, one thread reads the next ones and another stores the previous ones.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - format: The format of the file; `nil` for the one that its extension implies.
    ///   - columns: The columns that hold text, pair and label.
    ///   - requiresLabel: Requires a label and a text that is not blank in each row.
    ///   - skipsBadRows: Leaves out unusable rows instead of failing; ``takeNewBadRows()`` then returns them.
    ///   - encodingFingerprint: Everything that `encode` depends on: tokenizer, maximum length, and so on.
    ///   - chunkSize: The number of rows per call of `encode`.
    ///   - encode: Returns an encoding for each row, in order. Not called for rows from the cache.
    /// - Throws: ``InputOutput/FledgeError`` for the reasons of ``RowReader``, and any error of `encode`.
    public func dataset(
        path: String, format: FileFormat? = nil, columns: ColumnSelection = ColumnSelection(), requiresLabel: Bool,
        skipsBadRows: Bool = false, encodingFingerprint: String, chunkSize: Int = 8192,
        encode: ([Row]) throws -> [Encoding]
    ) throws -> EncodedDataset {
        let source = try DescriptorSource(path: path)
        let format = try format ?? FileFormat(path: path)
        let sha256 = try CacheKey.sha256(source)
        let key = CacheKey.dataset(
            sha256: sha256, format: format, columns: columns, requiresLabel: requiresLabel,
            skipsBadRows: skipsBadRows, encodingFingerprint: encodingFingerprint)
        if let known = try read({ try Self.fetch(key, path: path, from: $0) }) {
            touch(key)
            add(findings: known.findings)
            add(badRows: known.badRows, of: path)
            return known
        }
        try source.rewind()
        let reader = try RowReader(
            LineReader(source: source, name: path, encoding: columns.encoding), format: format, columns: columns,
            RowRequirements(label: requiresLabel), keepsSource: false, mayBeEmpty: false, isStream: false)
        reader.skipsBadRows = skipsBadRows
        reader.adviceForBadRows = RowReader.skippingAdvice
        let writer = pool.map { pool in
            DatasetWriter(
                pool,
                DatasetDescription(
                    key: key, sha256: sha256, path: path, format: format.rawValue, encoding: encodingFingerprint))
        }
        let dataset: EncodedDataset
        do {
            dataset = try encoded(
                reader, path: path, sha256: sha256, chunkSize: chunkSize, writer: writer, encode: encode)
        } catch {
            writer?.cancel()
            add(findings: reader.findings)
            throw error
        }
        add(findings: dataset.findings)
        add(badRows: dataset.badRows, of: path)
        makeRoom(keeping: key)
        return dataset
    }

    private func encoded(
        _ reader: RowReader, path: String, sha256: String, chunkSize: Int, writer: DatasetWriter?,
        encode: ([Row]) throws -> [Encoding]
    ) throws -> EncodedDataset {
        var rows: [EncodedRow] = []
        var names: [String] = []
        var indices: [ExactText: Int] = [:]
        let chunks = Prefetcher {
            let chunk = try reader.next(chunkSize)
            return chunk.isEmpty ? nil : chunk
        }
        while let chunk = try chunks.next() {
            let encodings = try encode(chunk)
            precondition(encodings.count == chunk.count, "an encoding is needed for each row")
            let start = rows.count
            for (row, encoding) in zip(chunk, encodings) {
                let label = row.label.map { name in
                    if let index = indices[ExactText(name)] { return index }
                    indices[ExactText(name)] = names.count
                    names.append(name)
                    return names.count - 1
                }
                let typeIDs = encoding.modelTypeIDs.flatMap { types in types.allSatisfy { $0 == 0 } ? nil : types }
                rows.append(
                    EncodedRow(
                        ids: encoding.ids, typeIDs: typeIDs, label: label, line: row.line,
                        truncatedTokenCount: encoding.truncatedTokenCount))
            }
            writer?.add(Array(rows[start...]))
        }
        let (findings, badRows) = (reader.findings, reader.badRows)
        if let writer { storing { try writer.finish(occurring: names, findings: findings, badRows: badRows) } }
        // Labels were numbered in order of occurrence; the sorted order is known only now.
        let labels = LabelSet(sorting: names)
        let sorted = names.map { labels.index(of: $0) ?? 0 }
        for index in rows.indices { rows[index].label = rows[index].label.map { sorted[$0] } }
        return EncodedDataset(
            rows: rows, labelNames: labels.names, truncatedRowCount: rows.count { $0.truncatedTokenCount > 0 },
            path: path, sha256: sha256, fromCache: false, findings: findings, badRows: badRows)
    }

    private static func fetch(_ key: String, path: String, from database: Database) throws -> EncodedDataset? {
        guard let entry = try DatasetTable.find(key, in: database) else { return nil }
        let labels = try DatasetTable.labels(of: entry["id"], in: database)
        let count: Int = try entry["rowCount"]
        var rows: [EncodedRow] = []
        rows.reserveCapacity(count)
        try DatasetTable.forEachRows(of: entry["id"], labels: labels.indices, in: database) { rows += $0 }
        guard rows.count == count else { throw CacheFile.Unusable(reason: "is damaged") }
        return try EncodedDataset(
            rows: rows, labelNames: labels.names, truncatedRowCount: entry["truncatedRowCount"], path: path,
            sha256: entry["sha256"], fromCache: true, findings: DatasetTable.findings(of: entry, path: path),
            badRows: DatasetTable.badRows(of: entry, path: path))
    }
}
