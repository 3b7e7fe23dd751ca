/// The scalars that words are spelled with when training begins, and the ids of their pieces.
struct TrainingAlphabet {
    /// Stands for scalars that have no piece.
    static let absent = UInt32.max

    /// The id of each scalar at the start of a word.
    private(set) var firstIDs: [UInt32]
    /// The id of each scalar further on in a word.
    private(set) var continuingIDs: [UInt32]

    private static let scalarCount = 0x110000

    /// Adds the pieces of single scalars to `pieces`: the alphabet, then those that continue a word.
    ///
    /// - Parameter limit: How many scalars stay, the most frequent ones.
    init(_ counts: WordCounts, limit: Int?, prefix: String, pieces: inout PieceTable) {
        var frequencies = [UInt64](repeating: 0, count: Self.scalarCount)
        var continues = [Bool](repeating: false, count: Self.scalarCount)
        counts.forEachWord { word, count in
            var position = 0
            while position < word.count {
                let (scalar, length) = UTF8Bytes.scalar(in: word, at: position)
                frequencies[Int(scalar)] += count
                if position > 0 { continues[Int(scalar)] = true }
                position += length
            }
        }
        let occurring = frequencies.indices.filter { frequencies[$0] > 0 }
        var kept = occurring
        if let limit, kept.count > limit {
            kept.sort { (frequencies[$0], $1) > (frequencies[$1], $0) }
            kept.removeSubrange(limit...)
            kept.sort()
        }
        firstIDs = [UInt32](repeating: Self.absent, count: Self.scalarCount)
        continuingIDs = firstIDs
        for scalar in kept { _ = pieces.add(Self.bytes(of: scalar)) }
        // A special token of one scalar is a piece too, so this looks beyond those that were kept.
        for scalar in occurring {
            guard let id = pieces.id(of: Self.bytes(of: scalar)) else { continue }
            firstIDs[scalar] = id
            if continues[scalar] { continuingIDs[scalar] = pieces.add(Array(prefix.utf8) + Self.bytes(of: scalar)) }
        }
    }

    private static func bytes(of scalar: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        UTF8Bytes.append(UInt32(scalar), to: &bytes)
        return bytes
    }
}
