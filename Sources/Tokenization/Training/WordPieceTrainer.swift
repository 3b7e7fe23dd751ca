import InputOutput

/// Trains a WordPiece vocabulary on word counts.
///
/// The vocabulary begins with the special tokens and the scalars that occur, alone and continuing a word. Then the most
/// frequent pair of adjacent pieces is repeatedly merged into a new piece. The algorithm is that of the
/// `WordPieceTrainer` of the library `tokenizers` (byte pair encoding: Sennrich, Haddow and Birch, 2016), down to its
/// handling of pieces that arise twice. Where its result depends on the order of a hash table, these rules apply:
///
/// - Of equally frequent scalars at the alphabet's limit, those with smaller code points are kept.
/// - Continuing scalars follow the alphabet in the order of their code points.
/// - Of equally frequent pairs, the one with the smaller ids is merged first.
///
/// Equal counts therefore always give the same vocabulary.
public struct WordPieceTrainer: Sendable, Equatable {
    /// The maximum number of pieces, including special tokens.
    public var vocabularySize = 30_522
    /// The number of occurrences that a pair needs to become a piece.
    public var minimumFrequency = 2
    /// The maximum number of distinct scalars that become pieces, of which the most frequent are kept; `nil` for all.
    /// Other scalars are dropped from words during training.
    public var alphabetLimit: Int? = 1000
    /// The first pieces, which are never used to spell a text.
    public var specialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    /// The prefix of pieces that continue a word.
    public var continuingPrefix = "##"

    /// The progress of training.
    public struct Progress: Sendable, Equatable {
        /// The number of pieces so far.
        public let pieceCount: Int
        /// The target number of pieces, which may not be reached.
        public let vocabularySize: Int
    }

    public init() {}

    /// Trains a vocabulary.
    ///
    /// The result is smaller than ``vocabularySize`` if no further pair is frequent enough.
    ///
    /// - Parameter progress: Called now and then; an error ends the training.
    /// - Throws: `FledgeError`: `usage` for invalid settings, including a size that the special tokens and the alphabet
    ///   alone exceed; `data` if there are no words.
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

    /// Checks the settings, as far as possible before words are counted.
    ///
    /// - Throws: `FledgeError` with category `usage` for invalid settings.
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
