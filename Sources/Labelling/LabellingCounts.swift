/// How many rows there were of each kind.
package struct LabellingCounts: Sendable, Equatable, Codable {
    /// Rows that were read.
    package var rows = 0
    /// Rows of which nothing could be said, since something is wrong with them.
    package var rejected = 0
    /// Rows whose label was withheld, since it is not probable enough.
    package var withheld = 0
    /// Rows with a text that was too long and was cut.
    package var cut = 0
    /// Rows with a text that was labelled before.
    package var repeated = 0
    /// Tokens that models saw.
    package var tokens = 0

    package var labelled: Int { rows - rejected }

    static func + (left: Self, right: Self) -> Self {
        LabellingCounts(
            rows: left.rows + right.rows, rejected: left.rejected + right.rejected,
            withheld: left.withheld + right.withheld, cut: left.cut + right.cut,
            repeated: left.repeated + right.repeated, tokens: left.tokens + right.tokens)
    }
}
