import Dispatch

extension Tokenizer {
    /// Encodes texts on all cores, each as ``encode(_:pair:maximumLength:truncation:)`` does.
    ///
    /// - Returns: The encodings in the order of the texts.
    /// - Throws: `FledgeError` with category `usage` where the maximum length leaves no room for the special tokens.
    public func encodeBatch(_ texts: [String], maximumLength: Int? = nil) throws -> [Encoding] {
        let chunk = 64
        let chunkCount = (texts.count + chunk - 1) / chunk
        guard chunkCount > 1 else { return try encode(texts[...], maximumLength: maximumLength) }
        var results = [Result<[Encoding], any Error>](repeating: .success([]), count: chunkCount)
        results.withUnsafeMutableBufferPointer { results in
            // Each iteration writes the one element that is its own.
            nonisolated(unsafe) let results = results
            DispatchQueue.concurrentPerform(iterations: chunkCount) { index in
                let range = index * chunk..<min(texts.count, (index + 1) * chunk)
                results[index] = Result { try encode(texts[range], maximumLength: maximumLength) }
            }
        }
        var encodings: [Encoding] = []
        encodings.reserveCapacity(texts.count)
        for result in results { encodings.append(contentsOf: try result.get()) }
        return encodings
    }

    private func encode(_ texts: ArraySlice<String>, maximumLength: Int?) throws -> [Encoding] {
        var workspace = EncodingWorkspace()
        return try texts.map {
            try encode(
                $0, pair: nil, maximumLength: maximumLength, truncation: .longestFirst, workspace: &workspace)
        }
    }
}
