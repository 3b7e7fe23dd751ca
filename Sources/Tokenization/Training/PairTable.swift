/// Pairs of adjacent pieces, with the number of occurrences and the words in which they arose since the last call of
/// ``takeNotes(into:)``.
///
/// A hash table with linear probing maps pairs to indices 0, 1, 2 and so on; the data are in arrays by index.
struct PairTable {
    /// A pair, with its first piece in the upper half, so that pairs are ordered like these numbers.
    typealias Key = UInt64

    private(set) var keys: [Key] = []
    private(set) var counts: [Int64] = []
    /// The last word noted for each pair, plus one, and the number of words noted.
    private var lastWords: [UInt32] = []
    private var notedCounts: [UInt32] = []
    /// The notes: pairs and words.
    private var notes: [(pair: UInt32, word: UInt32)] = []
    /// The pairs that have notes.
    private var notedPairs: [UInt32] = []

    private var slots = [UInt32](repeating: 0, count: 1 << 12)
    private var shift: UInt64 = 64 - 12

    @inline(__always)
    static func key(_ first: UInt32, _ second: UInt32) -> Key { UInt64(first) << 32 | UInt64(second) }

    /// Subtracts occurrences.
    @inline(__always)
    mutating func subtract(_ count: Int64, from key: Key) { counts[number(of: key)] -= count }

    /// Adds occurrences in a word, and notes the word.
    @inline(__always)
    mutating func add(_ count: Int64, to key: Key, word: UInt32) {
        let number = number(of: key)
        counts[number] += count
        if lastWords[number] == word + 1 { return }
        lastWords[number] = word + 1
        if notedCounts[number] == 0 { notedPairs.append(UInt32(number)) }
        notedCounts[number] += 1
        notes.append((UInt32(number), word))
    }

    /// Moves the notes to the end of `words`, grouped by pair.
    ///
    /// - Returns: The pairs that had notes, and the ranges of their words.
    mutating func takeNotes(into words: inout [UInt32]) -> [(pair: Int, words: Range<Int>)] {
        let start = words.count
        words.append(contentsOf: repeatElement(0, count: notes.count))
        // Holds the start of each pair's words at first and, once they are filled in, their end.
        var next = start
        for pair in notedPairs {
            let count = Int(notedCounts[Int(pair)])
            lastWords[Int(pair)] = UInt32(next - start)
            next += count
        }
        for (pair, word) in notes {
            words[start + Int(lastWords[Int(pair)])] = word
            lastWords[Int(pair)] += 1
        }
        let ranges = notedPairs.map { pair in
            let end = start + Int(lastWords[Int(pair)])
            return (pair: Int(pair), words: end - Int(notedCounts[Int(pair)])..<end)
        }
        for pair in notedPairs {
            lastWords[Int(pair)] = 0
            notedCounts[Int(pair)] = 0
        }
        notes.removeAll(keepingCapacity: true)
        notedPairs.removeAll(keepingCapacity: true)
        return ranges
    }

    /// The index of a pair, which is added if it is new.
    @inline(__always)
    private mutating func number(of key: Key) -> Int {
        var position = Int(truncatingIfNeeded: Self.hash(key) >> shift)
        while case let slot = slots[position], slot != 0 {
            if keys[Int(slot) - 1] == key { return Int(slot) - 1 }
            position = (position + 1) & (slots.count - 1)
        }
        keys.append(key)
        counts.append(0)
        lastWords.append(0)
        notedCounts.append(0)
        slots[position] = UInt32(keys.count)
        if 2 * keys.count > slots.count { grow() }
        return keys.count - 1
    }

    private mutating func grow() {
        shift -= 1
        slots = [UInt32](repeating: 0, count: 2 * slots.count)
        for (number, key) in keys.enumerated() {
            var position = Int(truncatingIfNeeded: Self.hash(key) >> shift)
            while slots[position] != 0 { position = (position + 1) & (slots.count - 1) }
            slots[position] = UInt32(number + 1)
        }
    }

    @inline(__always)
    private static func hash(_ key: Key) -> UInt64 {
        let mixed = (key ^ key >> 32) &* 0x9E37_79B9_7F4A_7C15
        return (mixed ^ mixed >> 29) &* 0xBF58_476D_1CE4_E5B9
    }
}
