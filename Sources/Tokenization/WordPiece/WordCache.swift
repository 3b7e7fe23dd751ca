/// A cache of the ids of spelled words, for one thread: a table with two entries per hash, in which a new word takes
/// the first and moves the previous one to the second.
///
/// It holds words of at most 16 bytes with at most three pieces, which is nearly all of a text.
struct WordCache {
    /// The bytes of a short word in two integers, padded with zeros.
    struct Key: Equatable {
        var low: UInt64
        var high: UInt64
        var length: Int

        static let longestWord = 16

        @inline(__always)
        init(low: UInt64, high: UInt64, length: Int) {
            self.low = low
            self.high = high
            self.length = length
        }

        /// Reads a word of at most ``longestWord`` bytes.
        @inline(__always)
        init(_ word: UnsafeBufferPointer<UInt8>) {
            low = 0
            high = 0
            length = word.count
            for offset in 0..<min(word.count, 8) { low |= UInt64(word[offset]) << (8 * UInt64(offset)) }
            for offset in 8..<max(word.count, 8) { high |= UInt64(word[offset]) << (8 * UInt64(offset - 8)) }
        }
    }

    struct Entry {
        var low: UInt64 = 0
        var high: UInt64 = 0
        /// The length of the word; 0 in a free entry.
        var length: UInt16 = 0
        var count: UInt16 = 0
        var ids: (Int32, Int32, Int32) = (0, 0, 0)
    }

    static let mostIDs = 3
    private static let bits: UInt64 = 13
    private let entries: UnsafeMutablePointer<Entry>

    init() {
        let count = 2 << Int(Self.bits)
        // Both entries of a hash share a cache line.
        entries = UnsafeMutableRawPointer.allocate(byteCount: count * MemoryLayout<Entry>.stride, alignment: 64)
            .initializeMemory(as: Entry.self, repeating: Entry(), count: count)
    }

    func deallocate() { entries.deallocate() }

    /// The two entries for a word, which may hold other words.
    @inline(__always)
    func places(of key: Key) -> UnsafeMutablePointer<Entry> {
        let mixed = (key.low ^ (key.high &* 0x9E37_79B9_7F4A_7C15)) &* 0xD6E8_FEB8_6659_FD93
        return entries + 2 * Int(truncatingIfNeeded: mixed >> (64 - Self.bits))
    }
}

extension WordCache.Entry {
    @inline(__always)
    func holds(_ key: WordCache.Key) -> Bool {
        low == key.low && high == key.high && Int(length) == key.length
    }
}
