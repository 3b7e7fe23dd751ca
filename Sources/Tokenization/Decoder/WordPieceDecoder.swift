/// The settings of the decoder that joins pieces to text, named as in tokenizer.json.
public struct WordPieceDecoder: Sendable, Equatable {
    /// What stands before every piece of a word but the first, and goes.
    public var continuingPrefix: String
    /// Whether blanks before punctuation and English contractions go.
    public var cleansUp: Bool

    public init(continuingPrefix: String = "##", cleansUp: Bool = true) {
        self.continuingPrefix = continuingPrefix
        self.cleansUp = cleansUp
    }
}
