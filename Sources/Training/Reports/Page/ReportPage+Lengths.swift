import Evaluation
import TaskHeads

/// The lengths of the training texts, and what was truncated.
extension ReportPage {
    var lengths: [HTML] {
        let lengths = report.lengths
        guard let first = lengths.counts.first else { return [] }
        // A limit that no text comes near would leave most of the chart empty.
        let isNear = 2 * lengths.longest > report.lengthLimit
        let chart = Histogram(
            report.task == .entities ? "Tokens per training text" : "Tokens per training text, before truncation",
            axis: ChartAxis("tokens", isWhole: true),
            counts: lengths.counts.map(\.rows), start: Double(first.from), binWidth: Double(lengths.stretchWidth),
            guide: isNear ? ChartGuide("limit", at: Double(report.lengthLimit)) : nil, width: Self.chartWidth,
            height: Self.chartHeight)
        return [
            .paragraph(
                """
                Half of the texts have at most \(ReportNumber.count(lengths.median, "token")), 95 % at most \
                \(ReportNumber.count(lengths.ninetyFifthPercentile)), the longest \
                \(ReportNumber.count(lengths.longest)). The limit is \(ReportNumber.count(report.lengthLimit)) \
                (\(report.lengthLimitSource)). \(cut)
                """),
            .charts([chart.svg]),
        ] + tail
    }

    private var cut: HTML {
        let lengths = report.lengths
        if report.task == .entities {
            return lengths.longest > report.lengthLimit
                ? "Longer texts are read in overlapping windows of that length, so nothing is truncated."
                : "Every text fits into one window."
        }
        guard lengths.cutRows > 0 else { return "No text was truncated." }
        let share = Double(lengths.cutTokens) / Double(max(lengths.tokens, 1))
        return """
            <b>\(ReportNumber.count(lengths.cutRows, "text")) \(lengths.cutRows == 1 ? "was" : "were") truncated</b> and lost \
            \(ReportNumber.count(lengths.cutTokens, "token")), \(ReportNumber.percent(share)) of all.
            """
    }

    /// A note on the last bar if some texts are longer than the chart shows.
    private var tail: [HTML] {
        guard let last = report.lengths.counts.last, last.through - last.from >= report.lengths.stretchWidth else {
            return []
        }
        return [.note("The last bar counts all longer texts, up to \(ReportNumber.count(last.through, "token")).")]
    }
}
