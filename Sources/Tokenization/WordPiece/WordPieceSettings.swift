/// The settings of a WordPiece model, named as in tokenizer.json.
public struct WordPieceSettings: Sendable, Equatable {
    /// The piece for a word that the vocabulary cannot spell.
    public var unknownPiece: String
    /// The prefix of every piece of a word except the first.
    public var continuingPrefix: String
    /// The maximum number of scalars of a word, after normalization; longer words become ``unknownPiece``.
    public var longestWord: Int

    public init(unknownPiece: String = "[UNK]", continuingPrefix: String = "##", longestWord: Int = 100) {
        self.unknownPiece = unknownPiece
        self.continuingPrefix = continuingPrefix
        self.longestWord = longestWord
    }
}
