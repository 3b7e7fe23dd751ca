import Testing
import Tokenization

/// Tokens with whitespace at their ends: their characters before and after trimming, according to the reference.
@Suite struct OffsetTrimmingTests {
    @Test(
        arguments: [
            (false, "  <left>", 0..<8, true, 2..<8),
            (false, " <left>", 0..<7, true, 1..<7),
            (false, "   <left>", 3..<12, false, 6..<12),
            (false, "<right>  ", 3..<12, false, 3..<10),
            (false, " <both>  ", 1..<10, false, 2..<8),
            (false, "\u{120}", 0..<1, true, 1..<1),
            (false, "a\u{120}", 2..<4, false, 2..<3),
            (false, " \u{A0}\u{3000}<left>", 3..<12, false, 6..<12),
            (false, " <wide>  ", 2..<11, true, 3..<9),
            (false, "<left>", 2..<8, true, 2..<8),
            (true, "  <left>", 0..<8, true, 2..<8),
            (true, " <left>", 0..<7, true, 0..<7),
            (true, " <both>  ", 1..<10, false, 2..<8),
            (true, " <both> ", 0..<8, true, 0..<7),
            (true, "\u{120}", 0..<1, true, 0..<0),
            (true, " <wide>  ", 2..<11, true, 2..<9),
            (true, " <wide>  ", 1..<10, false, 2..<8),
        ])
    func trimsLikeTheReference(
        keepsFirstBlank: Bool, token: String, range: Range<Int>, isFirst: Bool, expected: Range<Int>
    ) {
        let trimming = OffsetTrimming(keepsFirstBlank: keepsFirstBlank)
        #expect(trimming.trimmed(range, of: token.unicodeScalars, isFirst: isFirst) == expected)
    }
}
