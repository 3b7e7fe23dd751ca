/// A text, or a pair of texts, as the ids that a model reads.
public struct Encoding: Sendable, Equatable {
    /// The ids of the pieces with the special tokens around them.
    public var ids: [Int32]
    /// The type of each id: 0 for the first text, 1 for the second one where the model tells them apart.
    public var typeIDs: [Int32]
    /// How many ids were cut off to reach the maximum length; 0 when nothing was.
    public var truncatedTokenCount: Int
    /// How many ill-formed sequences of bytes were replaced by U+FFFD; 0 for valid UTF-8.
    public var replacementCount = 0
    /// Where each id comes from; nil unless ``EncodingOptions/includesAlignment`` was set.
    public var alignment: [TokenAlignment]?

    public init(
        ids: [Int32], typeIDs: [Int32], truncatedTokenCount: Int = 0, alignment: [TokenAlignment]? = nil
    ) {
        self.ids = ids
        self.typeIDs = typeIDs
        self.truncatedTokenCount = truncatedTokenCount
        self.alignment = alignment
    }
}
