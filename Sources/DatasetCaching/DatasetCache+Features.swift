import SQLite

extension DatasetCache {
    /// One vector per row, for instance the pooled output of a frozen encoder, from the cache if it is known.
    ///
    /// - Parameters:
    ///   - key: Everything that the vectors depend on: the dataset's SHA-256, the encoder's weights, and so on.
    ///   - count: The number of rows.
    ///   - width: The number of floats in a row's vector.
    ///   - chunkSize: The number of rows per call of `compute`.
    ///   - compute: Returns the vectors of a range of rows, one after the other. Not called for vectors from the cache.
    /// - Returns: The vectors, shape `[count, width]`, and whether they come from the cache.
    /// - Throws: Any error of `compute`.
    public func features(
        key: String, count: Int, width: Int, chunkSize: Int = 2048, compute: (Range<Int>) throws -> [Float]
    ) throws -> (values: [Float], fromCache: Bool) {
        precondition(count >= 0 && width > 0 && chunkSize > 0, "features need a shape")
        let key = CacheKey.features(key, width: width)
        if let values = try read({ try FeatureTable.fetch(key, count: count, width: width, from: $0) }) {
            touch(key)
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
        store(keeping: key) { try FeatureTable.insert(values, key, count: count, width: width, into: $0) }
        return (values, false)
    }
}
