import InputOutput

/// Learns a vocabulary of word pieces from counts of words.
///
/// The vocabulary begins with the special tokens and the scalars that occur, alone and continuing a word. Then, again
/// and again, the most frequent pair of neighbouring pieces becomes a piece of its own. The algorithm is that of the
/// `WordPieceTrainer` of the library `tokenizers` (byte pair encoding: Sennrich, Haddow and Birch, 2016), down to its
/// handling of pieces that arise twice; where its result depends on the order of a hash table, the rules are:
///
/// - Of scalars that are equally frequent at the alphabet's limit, those with the smaller code points stay.
/// - Continuing scalars follow the alphabet in the order of their code points.
/// - Of pairs that are equally frequent, the one with the smaller ids is merged first.
///
/// So equal counts always give the same vocabulary.
public struct WordPieceTrainer: Sendable, Equatable {
    /// The most pieces that the vocabulary may have, special tokens included.
    public var vocabularySize = 30_522
    /// How often a pair must occur to become a piece.
    public var minimumFrequency = 2
    /// How many different scalars become pieces, the most frequent ones; nil for all. A word's other scalars are left
    /// out when it is learnt from.
    public var alphabetLimit: Int? = 1000
    /// The first pieces, which no text is spelled with.
    public var specialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    /// What pieces begin with that continue a word.
    public var continuingPrefix = "##"

    /// How far training is.
    public struct Progress: Sendable, Equatable {
        /// The number of pieces so far.
        public let pieceCount: Int
        /// The number of pieces to reach; there may not be so many.
        public let vocabularySize: Int
    }

    public init() {}

    /// Learns a vocabulary.
    ///
    /// It is smaller than ``vocabularySize`` where no further pair is frequent enough.
    ///
    /// - Parameter progress: Called now and then; what it throws ends the training.
    /// - Throws: `FledgeError`: `usage` for settings that make no sense, among them a size that the special tokens
    ///   and the alphabet alone exceed; `data` where there is no word.
    public func train(_ counts: WordCounts, progress: (Progress) throws -> Void = { _ in }) throws -> Vocabulary {
        try checkSettings()
        guard counts.differentWordCount > 0 else {
            throw FledgeError(.data, "there are no words to learn a vocabulary from", expected: "texts with words")
        }
        var pieces = PieceTable()
        for token in specialTokens { _ = pieces.add(Array(token.utf8)) }
        let alphabet = TrainingAlphabet(counts, limit: alphabetLimit, prefix: continuingPrefix, pieces: &pieces)
        guard pieces.count <= vocabularySize else {
            throw FledgeError(
                .usage, "the vocabulary is too small for the alphabet",
                expected: "at least \(pieces.count) pieces for the special tokens and the characters that occur",
                found: "a size of \(vocabularySize)", advice: "raise the size or lower the alphabet's limit")
        }
        var merging = PairMerging(
            SpelledWords(counts, alphabet), pieces: pieces, prefix: Array(continuingPrefix.utf8))
        while merging.pieces.count < vocabularySize, merging.mergeNext(minimumFrequency: minimumFrequency) {
            if merging.pieces.count % 64 == 0 || merging.pieces.count == vocabularySize {
                try progress(Progress(pieceCount: merging.pieces.count, vocabularySize: vocabularySize))
            }
        }
        return try Vocabulary(merging.pieces.bytes) { "id \($0)" }
    }

    /// Checks what can be checked before words are counted.
    ///
    /// - Throws: `FledgeError` with category `usage` for settings that make no sense.
    public func checkSettings() throws {
        guard vocabularySize > 0, vocabularySize <= Int32.max else {
            throw FledgeError(
                .usage, "the vocabulary's size makes no sense", expected: "a number from 1 to \(Int32.max)",
                found: "\(vocabularySize)")
        }
        guard minimumFrequency >= 0 else {
            throw FledgeError(
                .usage, "the minimum frequency makes no sense", expected: "0 or more", found: "\(minimumFrequency)")
        }
        if let alphabetLimit, alphabetLimit < 1 {
            throw FledgeError(
                .usage, "the alphabet's limit makes no sense", expected: "1 or more", found: "\(alphabetLimit)")
        }
        guard !specialTokens.contains("") else {
            throw FledgeError(.usage, "a special token is empty", expected: "tokens such as \"[MASK]\"")
        }
    }
}
