/// A hash table from the bytes of pieces to their ids, in one flat array with linear probing.
///
/// A slot holds 32 bits of the hash, and the id plus one; zero is a free slot.
struct PieceIndex: Sendable {
    private var slots: [UInt64]
    private let shift: UInt64

    init(capacity count: Int) {
        var bits: UInt64 = 4
        while 1 << bits < 2 * count { bits += 1 }
        slots = [UInt64](repeating: 0, count: 1 << bits)
        shift = 64 - bits
    }

    @inline(__always)
    private static func tag(_ hash: UInt64) -> UInt64 { hash << 32 }

    /// Inserts an id, or returns the existing one for which `isSame` holds.
    mutating func insert(_ id: UInt32, hash: UInt64, isSame: (UInt32) -> Bool) -> UInt32? {
        let shift = shift
        return slots.withUnsafeMutableBufferPointer { slots in
            var position = Int(hash >> shift)
            while slots[position] != 0 {
                let known = UInt32(truncatingIfNeeded: slots[position]) &- 1
                if slots[position] & ~0xFFFF_FFFF == Self.tag(hash), isSame(known) { return known }
                position = (position + 1) & (slots.count - 1)
            }
            slots[position] = Self.tag(hash) | UInt64(id &+ 1)
            return nil
        }
    }

    /// Calls `body` with a view for lookups without reference counting or bounds checks.
    @inline(__always)
    func withView<Result>(_ body: (View) throws -> Result) rethrows -> Result {
        try slots.withUnsafeBufferPointer { try body(View(slots: $0, shift: shift)) }
    }

    struct View {
        fileprivate let slots: UnsafeBufferPointer<UInt64>
        fileprivate let shift: UInt64

        /// The id whose piece has this hash and for which `isSame` holds.
        @inline(__always)
        func find(hash: UInt64, isSame: (UInt32) -> Bool) -> UInt32? {
            var position = Int(truncatingIfNeeded: hash >> shift)
            while slots[position] != 0 {
                let slot = slots[position]
                if slot & ~0xFFFF_FFFF == PieceIndex.tag(hash) {
                    let id = UInt32(truncatingIfNeeded: slot) &- 1
                    if isSame(id) { return id }
                }
                position = (position &+ 1) & (slots.count &- 1)
            }
            return nil
        }
    }
}
