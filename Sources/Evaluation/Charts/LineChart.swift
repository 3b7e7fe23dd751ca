/// Curves over a common axis, for instance losses over steps.
public struct LineChart: Sendable, Equatable, Codable {
    /// A curve, with its points in drawing order.
    public struct Series: Sendable, Equatable, Codable {
        public var name: String
        public var x: [Double]
        /// One value per element of `x`. The curve is interrupted at values that the axis cannot show.
        public var y: [Double]
        /// True if the curve is drawn in the background, such as raw values behind smoothed ones.
        public var isFaint: Bool

        private enum CodingKeys: String, CodingKey {
            case name, x, y
            case isFaint = "is_faint"
        }

        public init(_ name: String, x: [Double], y: [Double], isFaint: Bool = false) {
            precondition(x.count == y.count, "a point has two coordinates")
            self.name = name
            self.x = x
            self.y = y
            self.isFaint = isFaint
        }
    }

    public var title: String
    public var xAxis: ChartAxis
    public var yAxis: ChartAxis
    public var series: [Series]
    /// A value on the horizontal axis marked by a vertical line; `nil` for none.
    public var guide: ChartGuide?
    /// The size in pixels, at least 240 by 160.
    public var width: Int
    public var height: Int

    private enum CodingKeys: String, CodingKey {
        case title, series, guide, width, height
        case xAxis = "x_axis"
        case yAxis = "y_axis"
    }

    public init(
        _ title: String, xAxis: ChartAxis, yAxis: ChartAxis, series: [Series], guide: ChartGuide? = nil,
        width: Int = 760, height: Int = 380
    ) {
        self.title = title
        self.xAxis = xAxis
        self.yAxis = yAxis
        self.series = series
        self.guide = guide
        self.width = width
        self.height = height
    }

    /// The chart as SVG. Of many points, it contains only those that its width can show: the first, lowest, highest and
    /// last of each pixel column.
    public var svg: String {
        let (width, height) = (Double(max(width, 240)), Double(max(height, 160)))
        let styles = series.enumerated().map { ChartStyle.line($0) + ($1.isFaint ? " fc-faint" : "") }
        var legend: [ChartFrame.Entry] = []
        if series.count > 1 {
            legend = zip(series, styles).map { ChartFrame.Entry(name: $0.name, style: $1, isLine: true) }
        }
        if let guide { legend.append(guide.entry) }
        let frame = ChartFrame(title: title, legend: legend, width: width)
        let (top, bottom) = (frame.top, height - ChartFrame.levelMargin)
        var upright = ChartScale(
            yAxis, showing: series.lazy.flatMap(\.y), tickCount: max(Int((bottom - top) / 44), 2))
        upright = upright.along(from: bottom, to: top)
        let (left, right) = (ChartFrame.leftMargin(for: upright), width - 24)
        var level = ChartScale(
            xAxis, showing: series.flatMap(\.x) + [guide?.value].compactMap(\.self),
            tickCount: max(Int((right - left) / 84), 2), isRounded: false)
        level = level.along(from: left, to: right)

        var drawing = SVGDrawing()
        frame.drawHead(on: &drawing)
        ChartFrame.drawUpright(upright, yAxis, left: left, right: right, on: &drawing)
        ChartFrame.drawLevel(level, xAxis, top: top, bottom: bottom, on: &drawing)
        guide?.draw(along: level, top: top, bottom: bottom, on: &drawing)
        var isEmpty = true
        for (index, line) in series.enumerated() {
            let pieces = pieces(of: line)
            isEmpty = isEmpty && pieces.isEmpty
            let thinned = pieces.map { piece in
                LineThinning.thinned(piece.map { (level.place($0.x), upright.place($0.y)) })
            }
            if !thinned.isEmpty { drawing.path(thinned, styles[index]) }
            // Isolated points are visible only as dots; curves with few points have dots too.
            let areFew = line.x.count <= 40 && !line.isFaint
            for piece in pieces where areFew || piece.count == 1 {
                for point in piece {
                    drawing.circle(
                        level.place(point.x), upright.place(point.y), radius: 3, ChartStyle.fill(index),
                        tip: "\(line.name): \(TickLabel.value(point.x)), \(TickLabel.value(point.y))")
                }
            }
        }
        if isEmpty { drawing.text("no data", (left + right) / 2, (top + bottom) / 2, "fc-soft", anchor: .middle) }
        return drawing.document(width: width, height: height, title: title, description: description)
    }

    /// The parts of a curve without gaps.
    private func pieces(of line: Series) -> [[(x: Double, y: Double)]] {
        var pieces: [[(x: Double, y: Double)]] = []
        var isOpen = false
        for (x, y) in zip(line.x, line.y) {
            guard xAxis.shows(x), yAxis.shows(y) else {
                isOpen = false
                continue
            }
            if !isOpen { pieces.append([]) }
            pieces[pieces.count - 1].append((x, y))
            isOpen = true
        }
        return pieces
    }

    private var description: String {
        let curves = series.map { line in
            let ends = [line.y.first, line.y.last].compactMap { $0.map(TickLabel.value) }
            return "\(line.name): \(line.x.count) points" + (ends.isEmpty ? "" : ", \(ends.joined(separator: " to "))")
        }
        return "\(yAxis.text) over \(xAxis.text). " + curves.joined(separator: "; ")
    }
}
