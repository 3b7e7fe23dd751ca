/// An entity in a sequence of words.
public struct EntitySpan: Hashable, Sendable {
    /// The indices of its words.
    public var words: Range<Int>
    /// The type of the entity, for instance `PER`.
    public var type: String

    public init(words: Range<Int>, type: String) {
        self.words = words
        self.type = type
    }
}
