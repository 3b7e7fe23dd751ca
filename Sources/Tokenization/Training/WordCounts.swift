import InputOutput

/// The number of occurrences of each word in texts, from which a vocabulary is trained.
///
/// The words are those that a BERT tokenizer with the same normalizer would spell. Memory grows with the number of
/// distinct words, not with the length of the texts. Separate counts can be merged; the result depends neither on the
/// order of the texts nor on how they were divided.
public struct WordCounts: Sendable {
    /// The position of a word in ``bytes``, and its number of occurrences.
    struct Entry: Sendable {
        var start: Int
        var length: Int
        var count: UInt64
    }

    /// The normalization of texts before they are split into words.
    public let normalizer: BertNormalizer
    /// The number of texts; for plain text, the number of lines.
    public internal(set) var textCount = 0
    /// The total number of word occurrences.
    public private(set) var wordCount: UInt64 = 0
    /// The number of ill-formed sequences that were replaced with U+FFFD because the text was not UTF-8.
    public internal(set) var replacementCount = 0

    private(set) var entries: [Entry] = []
    private(set) var bytes: [UInt8] = []
    /// A hash table with linear probing: 32 bits of the hash, and the entry's index plus one; zero is a free slot.
    private var slots: [UInt64]
    private var shift: UInt64

    let normalization: NormalizationPass
    let scanner = WordScanner()

    private static let tagMask: UInt64 = 0xFFFF_FFFF_0000_0000

    /// Creates empty counts.
    ///
    /// - Parameter normalizer: The normalization of texts before they are split into words.
    public init(normalizer: BertNormalizer = BertNormalizer()) {
        self.normalizer = normalizer
        normalization = NormalizationPass(normalizer)
        slots = [UInt64](repeating: 0, count: 1 << 12)
        shift = 64 - 12
    }

    /// The number of distinct words.
    public var differentWordCount: Int { entries.count }

    /// The number of occurrences of a word in its normalized spelling.
    public func count(of word: String) -> UInt64 {
        var word = word
        return word.withUTF8 { word in
            let (_, entry) = find(word, hash: WordHash.hash(word))
            return entry.map { entries[$0].count } ?? 0
        }
    }

    /// Counts a word.
    mutating func add(_ word: UnsafeBufferPointer<UInt8>, count: UInt64 = 1) {
        wordCount += count
        let hash = WordHash.hash(word)
        let (position, entry) = find(word, hash: hash)
        if let entry {
            entries[entry].count += count
            return
        }
        entries.append(Entry(start: bytes.count, length: word.count, count: count))
        bytes.append(contentsOf: word)
        slots[position] = hash << 32 | UInt64(entries.count)
        if 2 * entries.count > slots.count { grow() }
    }

    /// Adds the counts of other texts.
    ///
    /// - Parameter other: Counts with the same normalizer.
    public mutating func merge(_ other: WordCounts) {
        precondition(normalizer == other.normalizer, "counts of one kind need one normalizer")
        other.forEachWord { word, count in add(word, count: count) }
        textCount += other.textCount
        replacementCount += other.replacementCount
    }

    /// Calls `body` with each word and its count, in no particular order.
    func forEachWord(_ body: (UnsafeBufferPointer<UInt8>, UInt64) -> Void) {
        bytes.withUnsafeBufferPointer { bytes in
            for entry in entries {
                let word = bytes[entry.start..<entry.start + entry.length]
                body(UnsafeBufferPointer(rebasing: word), entry.count)
            }
        }
    }

    /// The entry of a word, or `nil` and the free slot for it.
    @inline(__always)
    private func find(_ word: UnsafeBufferPointer<UInt8>, hash: UInt64) -> (position: Int, entry: Int?) {
        let tag = hash << 32
        var position = Int(truncatingIfNeeded: hash >> shift)
        while case let slot = slots[position], slot != 0 {
            if slot & Self.tagMask == tag {
                let number = Int(truncatingIfNeeded: slot & ~Self.tagMask) - 1
                let entry = entries[number]
                if entry.length == word.count, isEqual(word, at: entry.start) { return (position, number) }
            }
            position = (position + 1) & (slots.count - 1)
        }
        return (position, nil)
    }

    @inline(__always)
    private func isEqual(_ word: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            for index in 0..<word.count where bytes[start &+ index] != word[index] { return false }
            return true
        }
    }

    private mutating func grow() {
        precondition(entries.count < UInt32.max, "there are more different words than the table can number")
        shift -= 1
        var larger = [UInt64](repeating: 0, count: 2 * slots.count)
        bytes.withUnsafeBufferPointer { bytes in
            for (number, entry) in entries.enumerated() {
                let word = UnsafeBufferPointer(rebasing: bytes[entry.start..<entry.start + entry.length])
                let hash = WordHash.hash(word)
                var position = Int(truncatingIfNeeded: hash >> shift)
                while larger[position] != 0 { position = (position + 1) & (larger.count - 1) }
                larger[position] = hash << 32 | UInt64(number + 1)
            }
        }
        slots = larger
    }
}
