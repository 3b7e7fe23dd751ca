/// A token that is found in text as a whole, before words are split: special tokens and those added after training.
public struct AddedToken: Sendable, Equatable {
    /// Its id: that of the vocabulary's piece of this name, or one behind the vocabulary.
    public var id: Int32
    /// The text that it stands for.
    public var content: String
    /// Whether it must not have letters, digits or underscores next to it.
    public var isSingleWord: Bool
    /// Whether it takes the white space before it with it.
    public var stripsLeft: Bool
    /// Whether it takes the white space after it with it.
    public var stripsRight: Bool
    /// Whether it is looked for in the normalised text, itself normalised, rather than in the text as given.
    public var isNormalized: Bool
    /// Whether it is a special token, which decoding may leave out.
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
    /// Tokens are equal where their contents have the same bytes and all else is equal too.
    public static func == (left: AddedToken, right: AddedToken) -> Bool {
        left.content.hasSameBytes(as: right.content) && left.id == right.id && left.isSingleWord == right.isSingleWord
            && left.stripsLeft == right.stripsLeft && left.stripsRight == right.stripsRight
            && left.isNormalized == right.isNormalized && left.isSpecial == right.isSpecial
    }
}
