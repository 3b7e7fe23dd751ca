/// The number of rows of each kind.
package struct LabellingCounts: Sendable, Equatable, Codable {
    /// Rows that have been read.
    package var rows = 0
    /// Rows that cannot be labelled because of an error in them.
    package var rejected = 0
    /// Rows whose label is withheld because it is not probable enough.
    package var withheld = 0
    /// Rows with a truncated text.
    package var cut = 0
    /// Rows with a text that was labelled before.
    package var repeated = 0
    /// Tokens that models processed.
    package var tokens = 0

    package var labelled: Int { rows - rejected }

    static func + (left: Self, right: Self) -> Self {
        LabellingCounts(
            rows: left.rows + right.rows, rejected: left.rejected + right.rejected,
            withheld: left.withheld + right.withheld, cut: left.cut + right.cut,
            repeated: left.repeated + right.repeated, tokens: left.tokens + right.tokens)
    }
}
