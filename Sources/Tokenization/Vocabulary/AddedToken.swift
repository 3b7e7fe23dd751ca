/// A token that is matched as a whole before words are split: a special token, or one added after training.
public struct AddedToken: Sendable, Equatable {
    /// The id: that of the piece with this name, or one beyond the vocabulary.
    public var id: Int32
    /// The text that the token stands for.
    public var content: String
    /// Requires that no letters, digits or underscores are adjacent.
    public var isSingleWord: Bool
    /// Includes the whitespace before the token.
    public var stripsLeft: Bool
    /// Includes the whitespace after the token.
    public var stripsRight: Bool
    /// Matches the token, normalized itself, in the normalized text rather than in the original one.
    public var isNormalized: Bool
    /// Marks a special token, which decoding may leave out.
    public var isSpecial: Bool

    public init(
        id: Int32, content: String, isSingleWord: Bool = false, stripsLeft: Bool = false, stripsRight: Bool = false,
        isNormalized: Bool = false, isSpecial: Bool = true
    ) {
        self.id = id
        self.content = content
        self.isSingleWord = isSingleWord
        self.stripsLeft = stripsLeft
        self.stripsRight = stripsRight
        self.isNormalized = isNormalized
        self.isSpecial = isSpecial
    }
}

extension AddedToken {
    /// Tokens are equal if their contents have the same bytes and everything else is equal too.
    public static func == (left: AddedToken, right: AddedToken) -> Bool {
        left.content.hasSameBytes(as: right.content) && left.id == right.id && left.isSingleWord == right.isSingleWord
            && left.stripsLeft == right.stripsLeft && left.stripsRight == right.stripsRight
            && left.isNormalized == right.isNormalized && left.isSpecial == right.isSpecial
    }
}
