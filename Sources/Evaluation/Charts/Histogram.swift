import Foundation

/// A histogram with bins of equal width, for instance of text lengths.
public struct Histogram: Sendable, Equatable, Codable {
    public var title: String
    /// The axis of the values. Bins have equal width, so it is never logarithmic.
    public var axis: ChartAxis
    /// The number of values in each bin.
    public var counts: [Int]
    /// The start of the first bin: a multiple of ``binWidth``.
    public var start: Double
    /// The width of a bin, a round number. A bin includes its lower bound and excludes its upper bound.
    public var binWidth: Double
    /// A value on the horizontal axis marked by a vertical line; `nil` for none.
    public var guide: ChartGuide?
    /// The size in pixels, at least 240 by 160.
    public var width: Int
    public var height: Int

    private enum CodingKeys: String, CodingKey {
        case title, axis, counts, start, guide, width, height
        case binWidth = "bin_width"
    }

    /// - Parameters:
    ///   - values: The values; those that are not finite are ignored.
    ///   - binCount: The approximate maximum number of bins; by default the square root of the number of values, but 8
    ///     to 40.
    public init(
        _ title: String, axis: ChartAxis, values: [Double], binCount: Int? = nil, width: Int = 760, height: Int = 340
    ) {
        self.title = title
        self.axis = axis
        self.axis.isLogarithmic = false
        self.width = width
        self.height = height
        let shown = values.filter(self.axis.shows)
        guard let low = shown.min(), let high = shown.max() else {
            (counts, start, binWidth) = ([], 0, 1)
            return
        }
        let bins = max(binCount ?? min(max(Int(Double(shown.count).squareRoot()), 8), 40), 1)
        // Values that hardly differ share one bin.
        let isPoint = high - low <= max(1e-9 * max(abs(low), abs(high)), 1e-300)
        binWidth = ChartScale.step(over: isPoint ? max(abs(high), 1) : high - low, count: isPoint ? 10 : bins)
        let first = floor(low / binWidth)
        start = first * binWidth
        counts = Array(repeating: 0, count: Int(floor(high / binWidth) - first) + 1)
        for value in shown { counts[min(max(Int(floor(value / binWidth) - first), 0), counts.count - 1)] += 1 }
    }

    /// Creates a histogram of precomputed counts.
    public init(
        _ title: String, axis: ChartAxis, counts: [Int], start: Double, binWidth: Double, guide: ChartGuide? = nil,
        width: Int = 760, height: Int = 340
    ) {
        precondition(binWidth > 0, "a stretch has a width")
        self.title = title
        self.axis = axis
        self.axis.isLogarithmic = false
        self.counts = counts
        self.start = start
        self.binWidth = binWidth
        self.guide = guide
        self.width = width
        self.height = height
    }

    /// The chart as SVG.
    public var svg: String {
        let (width, height) = (Double(max(width, 240)), Double(max(height, 160)))
        let frame = ChartFrame(title: title, legend: guide.map { [$0.entry] } ?? [], width: width)
        let (top, bottom) = (frame.top, height - ChartFrame.levelMargin)
        let countAxis = ChartAxis("count")
        // Counts are whole numbers: use at most one tick for each.
        let most = counts.max() ?? 0
        let upright = ChartScale(
            countAxis, showing: [0, Double(max(most, 1))],
            tickCount: min(max(Int((bottom - top) / 44), 2), max(most, 1))
        ).along(from: bottom, to: top)
        let (left, right) = (ChartFrame.leftMargin(for: upright), width - 24)
        let end = start + binWidth * Double(max(counts.count, 1))
        let level = ChartScale(
            axis, showing: [start, end, guide?.value ?? start], tickCount: max(Int((right - left) / 84), 2),
            isRounded: false
        ).along(from: left, to: right)

        var drawing = SVGDrawing()
        frame.drawHead(on: &drawing)
        ChartFrame.drawUpright(upright, countAxis, left: left, right: right, on: &drawing)
        for (bin, count) in counts.enumerated() where count > 0 {
            let bounds = (start + binWidth * Double(bin), start + binWidth * Double(bin + 1))
            let (from, to) = (level.place(bounds.0), level.place(bounds.1))
            let y = upright.place(Double(count))
            drawing.rectangle(
                from + 0.5, y, to - from - 1, bottom - y, ChartStyle.fill(0),
                tip: "\(TickLabel.value(bounds.0)) to \(TickLabel.value(bounds.1)): \(count)")
        }
        ChartFrame.drawLevel(level, axis, top: top, bottom: bottom, on: &drawing)
        guide?.draw(along: level, top: top, bottom: bottom, on: &drawing)
        if counts.isEmpty {
            drawing.text("no data", (left + right) / 2, (top + bottom) / 2, "fc-soft", anchor: .middle)
        }
        let sum = counts.reduce(0, +)
        return drawing.document(
            width: width, height: height, title: title,
            description: "\(axis.text) of \(sum), counted in \(counts.count) bins of \(TickLabel.value(binWidth))")
    }
}
