/// RoBERTa's trimming of offsets: those of a token exclude the whitespace at its ends.
///
/// Pieces of words contain no whitespace, but an added token that takes adjacent spaces does, for instance MPNet's
/// `<mask>`. `Ġ` (U+0120) counts as whitespace too, since it represents a space in byte-level vocabularies.
public struct OffsetTrimming: Sendable, Equatable {
    /// Keeps a single space before the token if the token is the first one or starts at offset 0.
    public var keepsFirstBlank: Bool

    public init(keepsFirstBlank: Bool) {
        self.keepsFirstBlank = keepsFirstBlank
    }

    /// The characters of a token without the whitespace at its ends.
    ///
    /// - Parameters:
    ///   - range: The characters of the text that the token covers.
    ///   - token: The token as it occurs in the text that is split into words, or its piece.
    ///   - isFirst: True for the first token of a text.
    package func trimmed(_ range: Range<Int>, of token: some BidirectionalCollection<Unicode.Scalar>, isFirst: Bool)
        -> Range<Int>
    {
        var leading = token.prefix(while: Self.isBlank).count
        if leading == 1, isFirst || range.lowerBound == 0, keepsFirstBlank { leading = 0 }
        let start = min(range.lowerBound + leading, range.upperBound)
        let trailing = token.reversed().prefix(while: Self.isBlank).count
        guard trailing <= range.upperBound else { return start..<range.upperBound }
        return start..<max(range.upperBound - trailing, start)
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\u{120}" || scalar.properties.isWhitespace
    }
}
