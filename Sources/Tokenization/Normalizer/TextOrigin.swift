/// The bytes of the original text that a byte or a scalar of a normalised text is aligned with.
package struct TextOrigin: Sendable, Equatable {
    package var start: UInt32
    package var end: UInt32

    package init(start: UInt32, end: UInt32) {
        self.start = start
        self.end = end
    }

    /// What the reference aligns with nothing it aligns with the empty start of the text.
    static let none = TextOrigin(start: 0, end: 0)
}
