/// All distinct words as ids of pieces, one after the other in one array; a word only ever gets shorter.
struct SpelledWords {
    /// The ids of all words.
    var symbols: [UInt32] = []
    /// The start of each word.
    private(set) var starts: [Int] = []
    /// The number of ids of each word.
    var lengths: [Int] = []
    /// The number of occurrences of each word.
    private(set) var counts: [Int64] = []

    /// Spells words with single scalars; words with nothing to merge are left out.
    ///
    /// - Parameter counts: The words. A scalar without a piece is dropped, and the next one still continues the word.
    init(_ counts: WordCounts, _ alphabet: TrainingAlphabet) {
        symbols.reserveCapacity(counts.bytes.count)
        starts.reserveCapacity(counts.entries.count)
        lengths.reserveCapacity(counts.entries.count)
        self.counts.reserveCapacity(counts.entries.count)
        counts.forEachWord { word, count in
            let start = symbols.count
            var position = 0
            while position < word.count {
                let (scalar, length) = UTF8Bytes.scalar(in: word, at: position)
                let id = position == 0 ? alphabet.firstIDs[Int(scalar)] : alphabet.continuingIDs[Int(scalar)]
                if id != TrainingAlphabet.absent { symbols.append(id) }
                position += length
            }
            guard symbols.count - start > 1 else { return symbols.removeSubrange(start...) }
            starts.append(start)
            lengths.append(symbols.count - start)
            self.counts.append(Int64(clamping: count))
        }
        precondition(starts.count < UInt32.max, "there are more words than 32 bits can number")
    }

    var count: Int { starts.count }
}
