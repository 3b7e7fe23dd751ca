/// The distribution of text lengths in tokens, including special tokens, before truncation.
package struct TextLengths: Encodable {
    /// The number of texts in a range of lengths.
    package struct Stretch: Encodable {
        /// The smallest and the largest number of tokens in the range.
        package let from: Int, through: Int
        package let rows: Int
    }

    /// Ranges of equal width up to twice the limit, or to the 95th percentile if that is longer; the last range holds
    /// all longer texts.
    package let counts: [Stretch]
    /// The width of a range, in tokens.
    package let stretchWidth: Int
    /// The median, the 95th percentile and the maximum of the lengths.
    package let median: Int, ninetyFifthPercentile: Int, longest: Int
    /// The number of texts that were truncated.
    package let cutRows: Int
    /// The number of tokens that were truncated, and the total number of tokens.
    package let cutTokens: Int, tokens: Int

    /// - Parameters:
    ///   - kept: The number of tokens kept of each text.
    ///   - cut: The number of tokens truncated from each text.
    ///   - limit: The maximum number of tokens kept of a text.
    package init(kept: [Int], cut: [Int], limit: Int) {
        let lengths = zip(kept, cut).map { $0 + $1 }.sorted()
        func quantile(_ share: Double) -> Int {
            lengths.isEmpty ? 0 : lengths[min(Int(share * Double(lengths.count)), lengths.count - 1)]
        }
        (median, ninetyFifthPercentile, longest) = (quantile(0.5), quantile(0.95), lengths.last ?? 0)
        cutRows = cut.count { $0 > 0 }
        cutTokens = cut.reduce(0, +)
        tokens = lengths.reduce(0, +)
        let shown = min(lengths.last ?? 1, max(2 * limit, ninetyFifthPercentile))
        let width = max((shown + 29) / 30, 1)
        stretchWidth = width
        let count = max((shown + width - 1) / width, 1)
        var rows = [Int](repeating: 0, count: count)
        for length in lengths { rows[min(max(length - 1, 0) / width, count - 1)] += 1 }
        let longest = longest
        counts = rows.enumerated().map { index, rows in
            Stretch(
                from: index * width + 1,
                through: index == count - 1 ? max(longest, count * width) : (index + 1) * width,
                rows: rows)
        }
    }
}
