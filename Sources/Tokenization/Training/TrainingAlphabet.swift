/// The scalars that words are spelled with at the start of training, and the ids of their pieces.
struct TrainingAlphabet {
    /// The id of scalars without a piece.
    static let absent = UInt32.max

    /// The id of each scalar at the start of a word.
    private(set) var firstIDs: [UInt32]
    /// The id of each scalar at later positions of a word.
    private(set) var continuingIDs: [UInt32]

    private static let scalarCount = 0x110000

    /// Adds the pieces of single scalars to `pieces`: the alphabet, followed by those that continue a word.
    ///
    /// - Parameter limit: The maximum number of scalars, of which the most frequent are kept.
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
        // A special token of one scalar is a piece too, so this includes scalars that were not kept.
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
