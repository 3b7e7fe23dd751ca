/// Spells words with the longest matching pieces, from left to right (Wu et al. 2016, "Google's Neural Machine
/// Translation System", section 4.1).
struct WordPieceModel: Sendable {
    let settings: WordPieceSettings
    let vocabulary: Vocabulary
    let unknownID: Int32
    /// The hash after the bytes of the continuing prefix.
    private let continuingHash: PieceHash
    private let prefixLength: Int
    /// The number of bytes of the longest piece.
    private let longestPiece: Int
    private let lengths: PieceLengths

    init(_ settings: WordPieceSettings, vocabulary: Vocabulary, unknownID: Int32) {
        self.settings = settings
        self.vocabulary = vocabulary
        self.unknownID = unknownID
        var hash = PieceHash()
        for byte in settings.continuingPrefix.utf8 { hash.append(byte) }
        continuingHash = hash
        prefixLength = settings.continuingPrefix.utf8.count
        longestPiece = (0..<vocabulary.count).reduce(0) { max($0, vocabulary.pieces.range(of: $1).count) }
        lengths = PieceLengths(vocabulary.pieces, continuingPrefix: Array(settings.continuingPrefix.utf8))
    }

    /// Calls `body` with a speller that holds pointers to the flat tables and must not outlive the call.
    @inline(__always)
    func withSpeller<Result>(_ body: (Speller) throws -> Result) rethrows -> Result {
        try vocabulary.index.withView { index in
            try vocabulary.pieces.bytes.withUnsafeBufferPointer { bytes in
                try vocabulary.pieces.starts.withUnsafeBufferPointer { starts in
                    try lengths.withView { lengths in
                        try withUnsafeTemporaryAllocation(of: UInt64.self, capacity: longestPiece + 1) { hashes in
                            try body(
                                Speller(
                                    index: index, bytes: bytes, starts: starts, lengths: lengths, hashes: hashes,
                                    continuingHash: continuingHash, prefixLength: prefixLength,
                                    longestPiece: longestPiece, longestWord: settings.longestWord,
                                    unknownID: unknownID))
                        }
                    }
                }
            }
        }
    }
}

/// The part of ``WordPieceModel`` that runs for every word, without allocations or strings.
struct Speller {
    let index: PieceIndex.View
    let bytes: UnsafeBufferPointer<UInt8>
    let starts: UnsafeBufferPointer<Int32>
    let lengths: PieceLengths.View
    /// The hashes of the prefixes of the rest of the word.
    let hashes: UnsafeMutableBufferPointer<UInt64>
    let continuingHash: PieceHash
    let prefixLength: Int
    let longestPiece: Int
    let longestWord: Int
    let unknownID: Int32

    /// Writes the ids of a word, at most one per byte, and returns their number.
    ///
    /// - Parameter scalarCount: The number of scalars of the word.
    func spell(_ word: UnsafeBufferPointer<UInt8>, scalarCount: Int, into ids: UnsafeMutablePointer<Int32>) -> Int {
        guard scalarCount <= longestWord else {
            ids[0] = unknownID
            return 1
        }
        var count = 0
        var start = 0
        while start < word.count {
            guard let (id, length) = longestMatch(in: word, from: start) else {
                ids[0] = unknownID
                return 1
            }
            ids[count] = id
            count += 1
            start += length
        }
        return count
    }

    /// The number of bytes of a word that a piece covers.
    ///
    /// - Parameter isFirst: True for the first piece of a word, which has no continuing prefix.
    @inline(__always)
    func length(of id: Int32, isFirst: Bool) -> Int {
        Int(starts[Int(id) + 1] - starts[Int(id)]) - (isFirst ? 0 : prefixLength)
    }

    /// The id and length of the longest piece that the rest of the word starts with.
    @inline(__always)
    private func longestMatch(in word: UnsafeBufferPointer<UInt8>, from start: Int) -> (id: Int32, length: Int)? {
        let prefix = start > 0 ? prefixLength : 0
        var hash = start > 0 ? continuingHash : PieceHash()
        let longest = min(word.count - start, longestPiece - prefix)
        guard longest > 0 else { return nil }
        for offset in 0..<min(longest, 4) {
            hash.append(word[start + offset])
            hashes[offset] = hash.state
        }
        let occurring = longest > 3 ? lengths.occurring(behindFour: hash.state) : 0b1110
        var length = Self.longest(of: occurring, upTo: longest)
        for offset in 4..<max(length, 4) {
            hash.append(word[start + offset])
            hashes[offset] = hash.state
        }
        while length > 0 {
            // A piece that ended inside a scalar would not be UTF-8, so it cannot be in the vocabulary.
            if start + length == word.count || word[start + length] & 0xC0 != 0x80 {
                let id = index.find(hash: hashes[length - 1]) { id in
                    let first = Int(starts[Int(id)]) + prefix
                    guard Int(starts[Int(id) + 1]) - first == length else { return false }
                    for offset in 0..<length where bytes[first + offset] != word[start + offset] { return false }
                    return prefix == 0 || hasPrefix(first - prefix)
                }
                if let id { return (Int32(bitPattern: id), length) }
            }
            length = Self.longest(of: occurring, upTo: length - 1)
        }
        return nil
    }

    /// The largest length up to a limit that occurs, where bit 63 stands for all from there on; 0 for none.
    @inline(__always)
    private static func longest(of occurring: UInt64, upTo limit: Int) -> Int {
        let shorter = occurring & (UInt64.max >> UInt64(63 - min(limit, 63)))
        return shorter >> 63 == 1 ? limit : max(63 - shorter.leadingZeroBitCount, 0)
    }

    /// Tells whether the piece that starts at `first` starts with the continuing prefix.
    private func hasPrefix(_ first: Int) -> Bool {
        var hash = PieceHash()
        for offset in 0..<prefixLength { hash.append(bytes[first + offset]) }
        return hash.state == continuingHash.state
    }
}
