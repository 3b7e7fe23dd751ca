/// Merges pairs of adjacent pieces, most frequent first.
///
/// Counts and queue follow the reference. A pair's count stays what it was when the pair was merged; if the pair arises
/// again, because another one produced the same piece, new occurrences add to it. A queue entry holds the words in
/// which its pair arose in one step, and a pair that arose in several steps has several entries.
struct PairMerging {
    private(set) var pieces: PieceTable
    private var words: SpelledWords
    private let prefix: [UInt8]
    private var pairs = PairTable()
    private var queue = MergeQueue()
    /// The words of the queue's entries.
    private var places: [UInt32] = []
    private var entryCount = 0

    init(_ words: SpelledWords, pieces: PieceTable, prefix: [UInt8]) {
        self.words = words
        self.pieces = pieces
        self.prefix = prefix
        for word in 0..<words.count {
            let start = words.starts[word]
            for index in start + 1..<start + words.lengths[word] {
                let key = PairTable.key(words.symbols[index - 1], words.symbols[index])
                pairs.add(words.counts[word], to: key, word: UInt32(word))
            }
        }
        enqueueNotes()
    }

    /// Merges the most frequent pair; the resulting piece may already exist.
    ///
    /// - Returns: False if no pair is frequent enough.
    mutating func mergeNext(minimumFrequency: Int) -> Bool {
        while var entry = queue.pop() {
            let count = pairs.counts[entry.pair]
            if entry.count != count {
                entry.count = count
                queue.push(entry)
                continue
            }
            guard count >= 1, count >= minimumFrequency else { return false }
            let first = UInt32(truncatingIfNeeded: entry.key >> 32)
            let second = UInt32(truncatingIfNeeded: entry.key)
            let ending = pieces[second]
            let piece = Array(pieces[first] + (ending.starts(with: prefix) ? ending.dropFirst(prefix.count) : ending))
            let merged = pieces.add(piece)
            for place in entry.words { merge(first, second, into: merged, word: places[place]) }
            enqueueNotes()
            return true
        }
        return false
    }

    /// Replaces each occurrence of a pair in a word, from left to right.
    private mutating func merge(_ first: UInt32, _ second: UInt32, into merged: UInt32, word: UInt32) {
        let start = words.starts[Int(word)]
        let end = start + words.lengths[Int(word)]
        let count = words.counts[Int(word)]
        var read = start
        var write = start
        while read < end {
            let symbol = words.symbols[read]
            guard symbol == first, read + 1 < end, words.symbols[read + 1] == second else {
                words.symbols[write] = symbol
                write += 1
                read += 1
                continue
            }
            if write > start {
                let previous = words.symbols[write - 1]
                pairs.subtract(count, from: PairTable.key(previous, first))
                pairs.add(count, to: PairTable.key(previous, merged), word: word)
            }
            words.symbols[write] = merged
            write += 1
            read += 2
            if read < end {
                let next = words.symbols[read]
                pairs.subtract(count, from: PairTable.key(second, next))
                pairs.add(count, to: PairTable.key(merged, next), word: word)
            }
        }
        words.lengths[Int(word)] = write - start
    }

    /// Adds the pairs that arose since the last call to the queue, each with its words.
    private mutating func enqueueNotes() {
        for (pair, words) in pairs.takeNotes(into: &places) where pairs.counts[pair] > 0 {
            queue.push(
                MergeQueue.Entry(
                    count: pairs.counts[pair], key: pairs.keys[pair], pair: pair, number: entryCount, words: words))
            entryCount += 1
        }
    }
}
