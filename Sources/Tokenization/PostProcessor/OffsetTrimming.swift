/// RoBERTa's trimming of offsets: those of a token leave out the white space at its ends.
///
/// A piece of a word holds none, but an added token that takes the blanks beside it does, as MPNet's `<mask>`.
/// `Ġ` (U+0120) counts as a blank too, since it stands for one in byte-level vocabularies.
public struct OffsetTrimming: Sendable, Equatable {
    /// Whether a single blank before the token stays where the token is the first one or starts at offset 0.
    public var keepsFirstBlank: Bool

    public init(keepsFirstBlank: Bool) {
        self.keepsFirstBlank = keepsFirstBlank
    }

    /// The characters of a token without the white space at its ends.
    ///
    /// - Parameters:
    ///   - range: The characters of the text that the token covers.
    ///   - token: The token as it stands in the text that words are made of, or its piece.
    ///   - isFirst: Whether it is the first token of its text.
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
