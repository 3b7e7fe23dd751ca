/// Token ids of several sequences, one after the other, without padding.
public struct TokenBatch: Sendable {
    /// Vocabulary ids of all tokens.
    public private(set) var ids: [Int32] = []
    /// Token types: 0, and 1 for the second text of a pair.
    public private(set) var typeIDs: [Int32] = []
    /// Positions of all tokens within their sequences, from 0.
    public private(set) var positions: [Int32] = []
    /// The index of each sequence's first token, followed by the number of all tokens.
    public private(set) var offsets: [Int] = [0]

    public init() {}

    /// Appends a sequence. Without type ids, all of its tokens have type 0.
    public mutating func append(ids: some Collection<Int32>, typeIDs: [Int32]? = nil) {
        precondition(!ids.isEmpty, "a sequence needs at least one token")
        self.ids.append(contentsOf: ids)
        if let typeIDs {
            precondition(typeIDs.count == ids.count, "each token needs one type")
            self.typeIDs.append(contentsOf: typeIDs)
        } else {
            self.typeIDs.append(contentsOf: repeatElement(0, count: ids.count))
        }
        positions.append(contentsOf: 0..<Int32(ids.count))
        offsets.append(self.ids.count)
    }

    /// The number of tokens in all sequences.
    public var tokenCount: Int { ids.count }
    /// The number of sequences.
    public var sequenceCount: Int { offsets.count - 1 }
    /// The number of tokens of the longest sequence.
    public var longestSequence: Int { zip(offsets, offsets.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) } }
    /// The tokens of a sequence.
    public func tokens(of sequence: Int) -> Range<Int> { offsets[sequence]..<offsets[sequence + 1] }
}
