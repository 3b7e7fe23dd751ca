/// What came of labelling, for people and for programs.
package struct LabellingSummary: Encodable, Sendable {
    /// Where the labelled rows are; `nil` for standard output.
    package var output: String?
    /// Where the rejected rows are, if there are any in a file.
    package var rejects: String?
    package let rows: Int, labelled: Int, rejected: Int
    /// Rows whose label was withheld.
    package let withheld: Int
    /// Rows with a text that was too long and was cut.
    package let cut: Int
    /// Rows with a text that had been labelled before, and tokens that models saw.
    package let repeated: Int, tokens: Int
    /// The rows that an earlier process had done.
    package let rowsBefore: Int
    /// What this process took, and how fast it was.
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
