/// How long texts are, in tokens with the special ones, before those that are too long are cut.
package struct TextLengths: Encodable {
    /// How many texts have so many tokens.
    package struct Stretch: Encodable {
        /// The fewest and the most tokens of these texts.
        package let from: Int, through: Int
        package let rows: Int
    }

    /// Stretches of equal width up to twice the limit, or as far as 95 % of the texts go; all longer ones are in the last.
    package let counts: [Stretch]
    /// The numbers of tokens in a stretch.
    package let stretchWidth: Int
    /// The length that half of the texts do not exceed, that 95 % do not exceed, and the longest one.
    package let median: Int, ninetyFifthPercentile: Int, longest: Int
    /// The number of texts that lost tokens.
    package let cutRows: Int
    /// The number of tokens that were lost, and of all tokens.
    package let cutTokens: Int, tokens: Int

    /// - Parameters:
    ///   - kept: The number of tokens that are kept of each text.
    ///   - cut: The number of tokens that each text lost.
    ///   - limit: The most tokens that are kept of a text.
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
