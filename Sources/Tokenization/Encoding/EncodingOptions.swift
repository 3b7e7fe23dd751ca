/// The content and the maximum length of encodings.
public struct EncodingOptions: Sendable, Equatable {
    /// The maximum number of ids, including special tokens; `nil` for no limit.
    public var maximumLength: Int?
    /// The text of a pair that is truncated.
    public var truncation: TruncationStrategy
    /// The end at which texts are truncated; `nil` for that of the checkpoint, which is almost always the right one.
    public var truncationSide: TruncationSide?
    /// The number of ids of a text that a window shares with the previous one; used by `encodeWindows` only.
    public var stride: Int
    /// Lets the post-processor put special tokens around the texts.
    public var addsSpecialTokens: Bool
    /// Turns special tokens that are written in a text, such as `[SEP]`, into those tokens rather than characters.
    public var recognizesSpecialTokens: Bool
    /// Includes the position in the text of each id.
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
