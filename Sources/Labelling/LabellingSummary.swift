/// The result of labelling, for people and for programs.
package struct LabellingSummary: Encodable, Sendable {
    /// The path of the labelled rows; `nil` for standard output.
    package var output: String?
    /// The path of the rejected rows, if there are any in a file.
    package var rejects: String?
    package let rows: Int, labelled: Int, rejected: Int
    /// Rows whose label was withheld.
    package let withheld: Int
    /// Rows with a truncated text.
    package let cut: Int
    /// Rows with a text that had been labelled before, and tokens that models processed.
    package let repeated: Int, tokens: Int
    /// The rows that an earlier process had labelled.
    package let rowsBefore: Int
    /// The duration and the speed of this process.
    package let seconds: Double, rowsPerSecond: Double, tokensPerSecond: Double

    init(output: String?, rejects: String?, counts: LabellingCounts, before: LabellingCounts, seconds: Double) {
        self.output = output
        self.rejects = rejects
        rows = counts.rows
        labelled = counts.labelled
        rejected = counts.rejected
        withheld = counts.withheld
        cut = counts.cut
        repeated = counts.repeated
        tokens = counts.tokens
        rowsBefore = before.rows
        self.seconds = seconds
        rowsPerSecond = Double(counts.rows - before.rows) / max(seconds, 1e-9)
        tokensPerSecond = Double(counts.tokens - before.tokens) / max(seconds, 1e-9)
    }
}
