/// A text, or a pair of texts, as the ids that a model reads.
public struct Encoding: Sendable, Equatable {
    /// The ids of the pieces with the special tokens around them.
    public var ids: [Int32]
    /// The type of each id: 0 for the first text, 1 for the second one where the model tells them apart.
    public var typeIDs: [Int32]
    /// How many ids were cut off to reach the maximum length; 0 when nothing was.
    public var truncatedTokenCount: Int

    public init(ids: [Int32], typeIDs: [Int32], truncatedTokenCount: Int = 0) {
        self.ids = ids
        self.typeIDs = typeIDs
        self.truncatedTokenCount = truncatedTokenCount
    }
}
