import Foundation

extension Tokenizer {
    /// Encodes texts on all cores, each as ``encode(_:pair:maximumLength:truncation:)`` does.
    ///
    /// The texts are split into one stretch for each core, which works on its own buffers.
    ///
    /// - Parameter pairs: The second text of each, where the texts are pairs.
    /// - Returns: The encodings in the order of the texts.
    /// - Throws: `FledgeError` with category `usage` where the maximum length leaves no room for the special tokens.
    public func encodeBatch(
        _ texts: [String], pairs: [String?]? = nil, maximumLength: Int? = nil
    ) throws -> [Encoding] {
        precondition(pairs.map { $0.count == texts.count } ?? true, "each text needs a second one")
        // Waking a thread costs as much as a few dozen texts.
        let stretchCount = min(ProcessInfo.processInfo.activeProcessorCount, texts.count / 64)
        guard stretchCount > 1 else { return try encode(texts, pairs, texts.indices, maximumLength) }
        var results = [Result<[Encoding], any Error>](repeating: .success([]), count: stretchCount)
        results.withUnsafeMutableBufferPointer { results in
            // Each iteration writes the one element that is its own, once.
            nonisolated(unsafe) let results = results
            DispatchQueue.concurrentPerform(iterations: stretchCount) { index in
                let range = texts.count * index / stretchCount..<texts.count * (index + 1) / stretchCount
                results[index] = Result { try encode(texts, pairs, range, maximumLength) }
            }
        }
        var encodings: [Encoding] = []
        encodings.reserveCapacity(texts.count)
        for result in results { encodings.append(contentsOf: try result.get()) }
        return encodings
    }

    private func encode(
        _ texts: [String], _ pairs: [String?]?, _ range: Range<Int>, _ maximumLength: Int?
    ) throws -> [Encoding] {
        var workspace = EncodingWorkspace()
        return try range.map {
            try encode(
                texts[$0], pair: pairs?[$0], maximumLength: maximumLength, truncation: .longestFirst,
                workspace: &workspace)
        }
    }
}
