/// The bytes of the original text that a byte or a scalar of a normalized text is aligned with.
package struct TextOrigin: Sendable, Equatable {
    package var start: UInt32
    package var end: UInt32

    package init(start: UInt32, end: UInt32) {
        self.start = start
        self.end = end
    }

    /// The empty range at the start of the text, which the reference uses for scalars without an alignment.
    static let none = TextOrigin(start: 0, end: 0)
}
