/// Points in a plane with equal units, for instance predictions over true values, and the diagonal of equal values.
public struct ScatterChart: Sendable, Equatable, Codable {
    public var title: String
    public var xAxis: ChartAxis
    public var yAxis: ChartAxis
    public var x: [Double]
    /// One value per element of `x`. A point that the axes cannot show is omitted.
    public var y: [Double]

    private enum CodingKeys: String, CodingKey {
        case title, x, y
        case xAxis = "x_axis"
        case yAxis = "y_axis"
    }

    public init(_ title: String, xAxis: ChartAxis, yAxis: ChartAxis, x: [Double], y: [Double]) {
        precondition(x.count == y.count, "a point has two coordinates")
        self.title = title
        (self.xAxis, self.yAxis) = (xAxis, yAxis)
        (self.xAxis.isLogarithmic, self.yAxis.isLogarithmic) = (false, false)
        (self.x, self.y) = (x, y)
    }

    /// The side of the square data area, in pixels.
    private static let side = 340.0

    /// The chart as SVG.
    public var svg: String {
        let points = zip(x, y).filter { xAxis.shows($0) && yAxis.shows($1) }
        // Both axes show the same range, so the diagonal marks equal values.
        let scale = ChartScale(yAxis, showing: points.flatMap { [$0.0, $0.1] }, tickCount: 6)
        let left = ChartFrame.leftMargin(for: scale)
        let right = left + Self.side
        let width = right + 24
        let frame = ChartFrame(
            title: title, legend: [.init(name: "equal", style: "fc-guide", isLine: true)], width: width)
        let (top, bottom) = (frame.top, frame.top + Self.side)
        let (level, upright) = (scale.along(from: left, to: right), scale.along(from: bottom, to: top))

        var drawing = SVGDrawing()
        frame.drawHead(on: &drawing)
        ChartFrame.drawUpright(upright, yAxis, left: left, right: right, on: &drawing)
        ChartFrame.drawLevel(level, xAxis, top: top, bottom: bottom, on: &drawing)
        drawing.line(left, bottom, right, top, "fc-guide")
        for (x, y) in points {
            drawing.circle(
                level.place(x), upright.place(y), radius: 3, ChartStyle.fill(0) + " fc-point",
                tip: "\(xAxis.title) \(TickLabel.value(x)), \(yAxis.title) \(TickLabel.value(y))")
        }
        if points.isEmpty {
            drawing.text("no data", (left + right) / 2, (top + bottom) / 2, "fc-soft", anchor: .middle)
        }
        return drawing.document(
            width: width, height: bottom + ChartFrame.levelMargin, title: title,
            description: "\(yAxis.text) over \(xAxis.text) of \(points.count) examples")
    }
}
