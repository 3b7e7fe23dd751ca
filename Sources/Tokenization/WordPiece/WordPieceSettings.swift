/// The settings of a WordPiece model, named as in tokenizer.json.
public struct WordPieceSettings: Sendable, Equatable {
    /// What a word becomes that the vocabulary cannot spell.
    public var unknownPiece: String
    /// What stands before every piece of a word but the first.
    public var continuingPrefix: String
    /// Words of more scalars than this become ``unknownPiece``; counted after normalisation.
    public var longestWord: Int

    public init(unknownPiece: String = "[UNK]", continuingPrefix: String = "##", longestWord: Int = 100) {
        self.unknownPiece = unknownPiece
        self.continuingPrefix = continuingPrefix
        self.longestWord = longestWord
    }
}
