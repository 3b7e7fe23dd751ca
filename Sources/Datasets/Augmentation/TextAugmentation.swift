import InputOutput

/// Varies the training texts slightly, differently in each epoch.
///
/// It operates on encoded rows and on whole words: a word's pieces stay together, special tokens and the order of a
/// pair's texts do not change, no text loses all its words, and no row grows. The changes to a row depend only on the
/// seed, the epoch and the row's index.
public struct TextAugmentation: Sendable {
    /// The amount of variation.
    public struct Settings: Sendable, Equatable {
        /// The probability that a word is left out; a text keeps at least one word.
        public var dropout: Double
        /// The probability that a word is swapped with the next one; a word moves at most once.
        public var swap: Double
        /// The probability that a word is masked and replaced with a proposal of a ``WordReplacement``.
        public var replacement: Double

        /// - Parameters: Probabilities from 0 to 1.
        public init(dropout: Double = 0, swap: Double = 0, replacement: Double = 0) {
            self.dropout = dropout
            self.swap = swap
            self.replacement = replacement
        }

        /// Tells whether anything is varied.
        public var isActive: Bool { dropout > 0 || swap > 0 || replacement > 0 }
    }

    /// The amount of variation.
    public let settings: Settings
    private let roles: TokenRoles
    private let seed: UInt64

    /// - Parameters:
    ///   - settings: The amount of variation.
    ///   - roles: The roles of the vocabulary's ids; with a mask if words are replaced.
    ///   - seed: The seed of all random choices.
    public init(_ settings: Settings, roles: TokenRoles, seed: UInt64) {
        for probability in [settings.dropout, settings.swap, settings.replacement] {
            precondition((0...1).contains(probability), "a probability is from 0 to 1")
        }
        precondition(settings.replacement == 0 || roles.maskID != nil, "words are replaced by way of a mask")
        self.settings = settings
        self.roles = roles
        self.seed = seed
    }

    /// Varies the rows of a batch: words are first replaced, then left out, then swapped.
    ///
    /// - Parameters:
    ///   - rows: The rows as they were encoded.
    ///   - indices: The index of each row in its dataset.
    ///   - epoch: The epoch, from 0.
    ///   - replacement: The source of replacements, called once for all rows; required if words are replaced.
    /// - Throws: Any error of `replacement`.
    public func apply(
        to rows: [EncodedRow], indices: some Collection<Int>, epoch: Int, replacement: (any WordReplacement)? = nil
    ) throws -> [EncodedRow] {
        precondition(rows.count == indices.count, "an index is needed for each row")
        var rows = rows
        if settings.replacement > 0, let replacement {
            try replaceWords(&rows, indices: indices, epoch: epoch, replacement)
        }
        guard settings.dropout > 0 || settings.swap > 0 else { return rows }
        return zip(rows, indices).map { rearranged($0, index: $1, epoch: epoch) }
    }

    /// The purpose of random numbers; each has its own stream, so that one setting does not affect another.
    private enum Use: Int {
        case replacement, dropout, swap
    }

    private func generator(_ use: Use, index: Int, epoch: Int) -> SplitMix64 {
        SplitMix64(seed: seed, at: RandomStream.augmentation, use.rawValue, epoch, index)
    }

    // MARK: Leaving out and swapping

    private func rearranged(_ row: EncodedRow, index: Int, epoch: Int) -> EncodedRow {
        var dropping = generator(.dropout, index: index, epoch: epoch)
        var swapping = generator(.swap, index: index, epoch: epoch)
        var ids: [Int32] = []
        var typeIDs: [Int32] = []
        ids.reserveCapacity(row.ids.count)
        func append(_ range: Range<Int>) {
            ids += row.ids[range]
            if let types = row.typeIDs { typeIDs += types[range] }
        }
        var copied = 0
        for words in WordLayout(row, roles: roles).texts {
            // Tokens between texts are special and are kept.
            append(copied..<words[0].lowerBound)
            copied = words[words.count - 1].upperBound
            for word in swapped(kept(words, &dropping), &swapping) { append(word) }
        }
        append(copied..<row.ids.count)
        var result = row
        result.ids = ids
        result.typeIDs = row.typeIDs == nil ? nil : typeIDs
        return result
    }

    private func kept(_ words: [Range<Int>], _ generator: inout SplitMix64) -> [Range<Int>] {
        guard settings.dropout > 0 else { return words }
        let kept = words.filter { _ in generator.nextUnit() >= settings.dropout }
        return kept.isEmpty ? [words[generator.next(below: words.count)]] : kept
    }

    private func swapped(_ words: [Range<Int>], _ generator: inout SplitMix64) -> [Range<Int>] {
        guard settings.swap > 0 else { return words }
        var words = words
        var position = 0
        while position + 1 < words.count {
            let isSwapped = generator.nextUnit() < settings.swap
            if isSwapped { words.swapAt(position, position + 1) }
            position += isSwapped ? 2 : 1
        }
        return words
    }

    // MARK: Replacing

    private func replaceWords(
        _ rows: inout [EncodedRow], indices: some Collection<Int>, epoch: Int, _ replacement: any WordReplacement
    ) throws {
        var masked: [(row: Int, words: [Range<Int>], text: MaskedWords)] = []
        for (row, index) in indices.enumerated() {
            var generator = generator(.replacement, index: index, epoch: epoch)
            let words = WordLayout(rows[row], roles: roles).texts.joined()
                .filter { _ in generator.nextUnit() < settings.replacement }
            if words.isEmpty { continue }
            masked.append((row, words, hidden(words, in: rows[row], &generator)))
        }
        if masked.isEmpty { return }
        let pieces = try replacement.pieces(for: masked.map(\.text))
        precondition(pieces.count == masked.count, "an answer is needed for each text")
        for (entry, pieces) in zip(masked, pieces) {
            precondition(pieces.count == entry.words.count, "an answer is needed for each mask")
            rows[entry.row] = replacing(entry.words, in: rows[entry.row], by: pieces)
        }
    }

    private func hidden(_ words: [Range<Int>], in row: EncodedRow, _ generator: inout SplitMix64) -> MaskedWords {
        let masks = words.map { _ in roles.maskID }
        let text = replacing(words, in: row, by: masks, isMask: true)
        var removed = 0
        let positions = words.map { word in
            defer { removed += word.count - 1 }
            return word.lowerBound - removed
        }
        let draws = words.map { _ in generator.nextUnit() }
        return MaskedWords(ids: text.ids, typeIDs: text.typeIDs, positions: positions, draws: draws)
    }

    /// The row with each word replaced by its piece, if there is one.
    private func replacing(
        _ words: [Range<Int>], in row: EncodedRow, by pieces: [Int32?], isMask: Bool = false
    ) -> EncodedRow {
        var result = row
        // From the end, so that the ranges before a word stay valid.
        for (word, piece) in zip(words, pieces).reversed() {
            guard let piece, isMask || canBeWord(piece) else { continue }
            result.ids.replaceSubrange(word, with: [piece])
            if let types = row.typeIDs { result.typeIDs?.replaceSubrange(word, with: [types[word.lowerBound]]) }
        }
        return result
    }

    private func canBeWord(_ piece: Int32) -> Bool {
        roles.isSpecial.indices.contains(Int(piece)) && !roles.isSpecial[Int(piece)]
            && !roles.continuesWord[Int(piece)]
    }
}
