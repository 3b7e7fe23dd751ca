/// What an encoding is to hold and how long it may be.
public struct EncodingOptions: Sendable, Equatable {
    /// The most ids of an encoding, special tokens included; nil for no limit.
    public var maximumLength: Int?
    /// Which text of a pair is cut.
    public var truncation: TruncationStrategy
    /// The end at which texts are cut; nil for that of the checkpoint, which is the right one for nearly all.
    public var truncationSide: TruncationSide?
    /// How many ids of a text a window shares with the one before it; read by `encodeWindows` only.
    public var stride: Int
    /// Whether the post-processor puts special tokens around the texts.
    public var addsSpecialTokens: Bool
    /// Whether a special token that is written in a text, such as `[SEP]`, becomes that token rather than characters.
    public var recognizesSpecialTokens: Bool
    /// Whether the encoding says where in the text each id comes from.
    public var includesAlignment: Bool

    public init(
        maximumLength: Int? = nil, truncation: TruncationStrategy = .longestFirst,
        truncationSide: TruncationSide? = nil, stride: Int = 0, addsSpecialTokens: Bool = true,
        recognizesSpecialTokens: Bool = true, includesAlignment: Bool = false
    ) {
        self.maximumLength = maximumLength
        self.truncation = truncation
        self.truncationSide = truncationSide
        self.stride = stride
        self.addsSpecialTokens = addsSpecialTokens
        self.recognizesSpecialTokens = recognizesSpecialTokens
        self.includesAlignment = includesAlignment
    }
}

/// An end of a text.
public enum TruncationSide: String, Sendable, CaseIterable {
    case left, right
}
