/// An entity in a sequence of words.
public struct EntitySpan: Hashable, Sendable {
    /// The numbers of its words.
    public var words: Range<Int>
    /// What it is, for instance `PER`.
    public var type: String

    public init(words: Range<Int>, type: String) {
        self.words = words
        self.type = type
    }
}
