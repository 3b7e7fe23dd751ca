import GRDB

extension DatasetCache {
    /// One vector for each row, for instance the pooled output of a frozen encoder, from the cache where it is known.
    ///
    /// - Parameters:
    ///   - key: All that the vectors depend on: the data set's SHA-256, the encoder's weights, and so on.
    ///   - count: The number of rows.
    ///   - width: The number of floats in a row's vector.
    ///   - chunkSize: How many rows `compute` gets at once.
    ///   - compute: Gives the vectors of a range of rows, row after row. Not called for vectors from the cache.
    /// - Returns: The vectors, shape `[count, width]`, and whether they are from the cache.
    /// - Throws: Whatever `compute` throws.
    public func features(
        key: String, count: Int, width: Int, chunkSize: Int = 2048, compute: (Range<Int>) throws -> [Float]
    ) throws -> (values: [Float], fromCache: Bool) {
        precondition(count >= 0 && width > 0 && chunkSize > 0, "features need a shape")
        let key = CacheKey.features(key, width: width)
        if let values = try read({ try Self.fetch(key, count: count, width: width, from: $0) }) {
            return (values, true)
        }
        var values: [Float] = []
        values.reserveCapacity(count * width)
        for start in stride(from: 0, to: count, by: chunkSize) {
            let range = start..<min(start + chunkSize, count)
            let chunk = try compute(range)
            precondition(chunk.count == range.count * width, "a vector of \(width) floats is needed for each row")
            values += chunk
        }
        store { try Self.insert(values, key, count: count, width: width, into: $0) }
        return (values, false)
    }

    private static func fetch(_ key: String, count: Int, width: Int, from database: Database) throws -> [Float]? {
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

    private static func insert(
        _ values: [Float], _ key: String, count: Int, width: Int, into database: Database
    ) throws {
        let rowCount = try Int.fetchOne(database, sql: "SELECT rowCount FROM feature WHERE key = ?", arguments: [key])
        guard rowCount != count else { return }
        try database.execute(
            sql: """
                DELETE FROM featureRow WHERE EXISTS (
                    SELECT 1 FROM feature WHERE key = ? AND id >= firstRow AND id < firstRow + rowCount)
                """, arguments: [key])
        let first = try Int.fetchOne(database, sql: "SELECT IFNULL(MAX(id), 0) + 1 FROM featureRow") ?? 1
        try database.execute(
            sql: "INSERT OR REPLACE INTO feature (key, width, firstRow, rowCount) VALUES (?, ?, ?, ?)",
            arguments: [key, width, first, count])
        let statement = try database.cachedStatement(sql: "INSERT INTO featureRow (id, vector) VALUES (?, ?)")
        for row in 0..<count {
            statement.setUncheckedArguments([
                first + row, LittleEndianBlob.data(values[row * width..<(row + 1) * width]),
            ])
            try statement.execute()
        }
    }
}
