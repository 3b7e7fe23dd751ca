/// Spells words with the longest pieces that fit, from left to right (Wu et al. 2016, "Google's Neural Machine
/// Translation System", section 4.1).
struct WordPieceModel: Sendable {
    let settings: WordPieceSettings
    let vocabulary: Vocabulary
    let unknownID: Int32
    /// The hash after the bytes of the continuing prefix.
    private let continuingHash: PieceHash
    private let prefixLength: Int
    /// The bytes of the longest piece.
    private let longestPiece: Int

    init(_ settings: WordPieceSettings, vocabulary: Vocabulary, unknownID: Int32) {
        self.settings = settings
        self.vocabulary = vocabulary
        self.unknownID = unknownID
        var hash = PieceHash()
        for byte in settings.continuingPrefix.utf8 { hash.append(byte) }
        continuingHash = hash
        prefixLength = settings.continuingPrefix.utf8.count
        longestPiece = (0..<vocabulary.count).reduce(0) { max($0, vocabulary.pieces.range(of: $1).count) }
    }

    /// Gives `body` a speller that holds pointers to the flat tables; it must not outlive the call.
    @inline(__always)
    func withSpeller<Result>(_ body: (inout Speller) throws -> Result) rethrows -> Result {
        try vocabulary.index.withView { index in
            try vocabulary.pieces.bytes.withUnsafeBufferPointer { bytes in
                try vocabulary.pieces.starts.withUnsafeBufferPointer { starts in
                    try withUnsafeTemporaryAllocation(of: UInt64.self, capacity: longestPiece + 1) { hashes in
                        var speller = Speller(
                            index: index, bytes: bytes, starts: starts, hashes: hashes, continuingHash: continuingHash,
                            prefixLength: prefixLength, longestPiece: longestPiece, longestWord: settings.longestWord,
                            unknownID: unknownID)
                        return try body(&speller)
                    }
                }
            }
        }
    }
}

/// The part of ``WordPieceModel`` that runs for every word: no allocation, no string.
struct Speller {
    let index: PieceIndex.View
    let bytes: UnsafeBufferPointer<UInt8>
    let starts: UnsafeBufferPointer<Int32>
    /// The hashes of the prefixes of what is left of the word.
    let hashes: UnsafeMutableBufferPointer<UInt64>
    let continuingHash: PieceHash
    let prefixLength: Int
    let longestPiece: Int
    let longestWord: Int
    let unknownID: Int32

    /// Appends the ids of a word.
    ///
    /// - Parameter scalarCount: The number of scalars of the word.
    @inline(__always)
    mutating func spell(_ word: UnsafeBufferPointer<UInt8>, scalarCount: Int, into ids: inout [Int32]) {
        guard scalarCount <= longestWord else { return ids.append(unknownID) }
        let firstOfWord = ids.count
        var start = 0
        while start < word.count {
            guard let (id, length) = longestMatch(in: word, from: start) else {
                ids.removeSubrange(firstOfWord...)
                ids.append(unknownID)
                return
            }
            ids.append(id)
            start += length
        }
    }

    /// The id and length of the longest piece that the rest of the word starts with.
    @inline(__always)
    private mutating func longestMatch(
        in word: UnsafeBufferPointer<UInt8>, from start: Int
    ) -> (id: Int32, length: Int)? {
        let prefix = start > 0 ? prefixLength : 0
        var hash = start > 0 ? continuingHash : PieceHash()
        let longest = min(word.count - start, longestPiece - prefix)
        guard longest > 0 else { return nil }
        for offset in 0..<longest {
            hash.append(word[start + offset])
            hashes[offset] = hash.state
        }
        var length = longest
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
            length -= 1
        }
        return nil
    }

    /// Whether the piece that starts at `first` starts with the continuing prefix.
    private func hasPrefix(_ first: Int) -> Bool {
        var hash = PieceHash()
        for offset in 0..<prefixLength { hash.append(bytes[first + offset]) }
        return hash.state == continuingHash.state
    }
}
