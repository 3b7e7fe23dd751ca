import InputOutput
import Synchronization

extension Tokenizer {
    /// Encodes texts on all cores, each in the way of ``encode(_:pair:options:)``.
    ///
    /// The texts are split into stretches of about the same number of bytes, which threads take one after the other.
    ///
    /// - Parameter pairs: The second text of each, if the texts are pairs.
    /// - Returns: The encodings in the order of the texts.
    /// - Throws: `FledgeError` with category `usage` if the maximum length cannot be reached: the error of the first
    ///   such text.
    public func encodeBatch(
        _ texts: [String], pairs: [String?]? = nil, options: EncodingOptions = EncodingOptions()
    ) throws -> [Encoding] {
        precondition(pairs.map { $0.count == texts.count } ?? true, "each text needs a second one")
        let threadCount = WorkerThreads.count
        let bytes = threadCount > 1 ? texts.reduce(0) { $0 + $1.utf8.count } : 0
        // Waking a thread costs as much as encoding some kilobytes of text.
        guard threadCount > 1, bytes > 1 << 14, texts.count > 1 else {
            return try withSession(options) { session in
                try texts.indices.map { try encode(texts[$0], pair: pairs?[$0], session) }
            }
        }
        let stretches = Self.stretches(of: texts, bytes: max(bytes / (8 * threadCount), 1 << 12))
        var encodings = [Encoding](repeating: Encoding(ids: [], typeIDs: []), count: texts.count)
        let firstError = Mutex<(index: Int, error: any Error)?>(nil)
        encodings.withUnsafeMutableBufferPointer { encodings in
            // Each iteration writes the elements of its own stretch, once.
            nonisolated(unsafe) let encodings = encodings
            WorkerThreads.forEach(0..<stretches.count) { number in
                withSession(options) { session in
                    for index in stretches[number] {
                        do {
                            encodings[index] = try encode(texts[index], pair: pairs?[index], session)
                        } catch {
                            firstError.withLock { if index < $0?.index ?? .max { $0 = (index, error) } }
                            return
                        }
                    }
                }
            }
        }
        if let (_, error) = firstError.withLock({ $0 }) { throw error }
        return encodings
    }

    /// Splits texts into stretches of about `bytes` bytes.
    private static func stretches(of texts: [String], bytes: Int) -> [Range<Int>] {
        var stretches: [Range<Int>] = []
        var start = 0
        var count = 0
        for (index, text) in texts.enumerated() {
            count += text.utf8.count
            if count >= bytes || index == texts.count - 1 {
                stretches.append(start..<index + 1)
                start = index + 1
                count = 0
            }
        }
        return stretches
    }
}
