/// The possible lengths of pieces by their first four bytes, which reduces the number of lookups.
struct PieceLengths: Sendable {
    private static let bits: UInt64 = 14
    /// For each hash of four bytes, the lengths that occur: bit n for n bytes, bit 63 for 63 or more.
    private var masks = [UInt64](repeating: 0, count: 1 << bits)

    init(_ pieces: PieceBytes, continuingPrefix: [UInt8]) {
        for id in 0..<pieces.count {
            let piece = pieces.bytes[pieces.range(of: id)]
            insert(piece[...], behind: PieceHash())
            if piece.starts(with: continuingPrefix) {
                var hash = PieceHash()
                for byte in continuingPrefix { hash.append(byte) }
                insert(piece.dropFirst(continuingPrefix.count), behind: hash)
            }
        }
    }

    private mutating func insert(_ piece: ArraySlice<UInt8>, behind hash: PieceHash) {
        guard piece.count > 3 else { return }
        var hash = hash
        for byte in piece.prefix(4) { hash.append(byte) }
        masks[Int(hash.state >> (64 - Self.bits))] |= 1 << UInt64(min(piece.count, 63))
    }

    @inline(__always)
    func withView<Result>(_ body: (View) throws -> Result) rethrows -> Result {
        try masks.withUnsafeBufferPointer { try body(View(masks: $0)) }
    }

    struct View {
        fileprivate let masks: UnsafeBufferPointer<UInt64>

        /// The possible lengths of a piece whose first four bytes have this hash, including all lengths below four.
        @inline(__always)
        func occurring(behindFour hash: UInt64) -> UInt64 {
            masks[Int(truncatingIfNeeded: hash >> (64 - PieceLengths.bits))] | 0b1110
        }
    }
}
