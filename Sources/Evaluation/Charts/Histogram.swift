import Foundation

/// How often numbers fall into stretches of equal width, for instance the lengths of texts.
public struct Histogram: Sendable, Equatable, Codable {
    public var title: String
    /// What the numbers measure. Stretches have equal width, so that it is never logarithmic.
    public var axis: ChartAxis
    /// The number of numbers in each stretch.
    public var counts: [Int]
    /// Where the first stretch begins: a multiple of ``binWidth``.
    public var start: Double
    /// The width of a stretch, a round number. Each stretch has its lower end and not its upper one.
    public var binWidth: Double
    /// A place on the level axis that an upright line marks; `nil` for none.
    public var guide: ChartGuide?
    /// The size in pixels, at least 240 by 160.
    public var width: Int
    public var height: Int

    private enum CodingKeys: String, CodingKey {
        case title, axis, counts, start, guide, width, height
        case binWidth = "bin_width"
    }

    /// - Parameters:
    ///   - values: The numbers; those that are not finite do not count.
    ///   - binCount: The most stretches between the least and the largest number; by default the root of their number,
    ///     but 8 to 40.
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
        // Numbers that hardly differ share one stretch.
        let isPoint = high - low <= max(1e-9 * max(abs(low), abs(high)), 1e-300)
        binWidth = ChartScale.step(over: isPoint ? max(abs(high), 1) : high - low, count: isPoint ? 10 : bins)
        let first = floor(low / binWidth)
        start = first * binWidth
        counts = Array(repeating: 0, count: Int(floor(high / binWidth) - first) + 1)
        for value in shown { counts[min(max(Int(floor(value / binWidth) - first), 0), counts.count - 1)] += 1 }
    }

    /// A histogram of numbers that were counted before.
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

    /// The chart as a picture in SVG.
    public var svg: String {
        let (width, height) = (Double(max(width, 240)), Double(max(height, 160)))
        let frame = ChartFrame(title: title, legend: guide.map { [$0.entry] } ?? [], width: width)
        let (top, bottom) = (frame.top, height - ChartFrame.levelMargin)
        let countAxis = ChartAxis("count")
        // Counts are whole: no more ticks than there are whole numbers.
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
            description: "\(axis.text) of \(sum), counted in \(counts.count) stretches of \(TickLabel.value(binWidth))")
    }
}
