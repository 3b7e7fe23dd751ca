/// The settings of the decoder that joins pieces to text, named as in tokenizer.json.
public struct WordPieceDecoder: Sendable, Equatable {
    /// The prefix of every piece of a word except the first; decoding removes it.
    public var continuingPrefix: String
    /// Removes spaces before punctuation and English contractions.
    public var cleansUp: Bool

    public init(continuingPrefix: String = "##", cleansUp: Bool = true) {
        self.continuingPrefix = continuingPrefix
        self.cleansUp = cleansUp
    }
}
