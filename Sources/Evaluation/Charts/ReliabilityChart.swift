/// A chart of a ``ReliabilityDiagram``: the accuracy of each confidence bin, with the diagonal that marks perfect
/// calibration.
public struct ReliabilityChart: Sendable, Equatable, Codable {
    public var title: String
    public var diagram: ReliabilityDiagram
    /// The title of the horizontal axis.
    public var confidenceName: String
    /// The name of the bars.
    public var accuracyName: String

    private enum CodingKeys: String, CodingKey {
        case title, diagram
        case confidenceName = "confidence_name"
        case accuracyName = "accuracy_name"
    }

    public init(
        _ title: String, _ diagram: ReliabilityDiagram, confidenceName: String = "confidence",
        accuracyName: String = "accuracy"
    ) {
        self.title = title
        self.diagram = diagram
        self.confidenceName = confidenceName
        self.accuracyName = accuracyName
    }

    /// The side of the square data area, in pixels.
    private static let side = 360.0

    /// The chart as SVG.
    public var svg: String {
        let (left, width) = (64.0, 64 + Self.side + 32)
        let frame = ChartFrame(
            title: title,
            legend: [
                .init(name: accuracyName, style: ChartStyle.fill(0), isLine: false, opacity: 0.85),
                .init(
                    name: "\(confidenceName) above \(accuracyName)", style: ChartStyle.fill(1), isLine: false,
                    opacity: 0.35),
                .init(
                    name: "\(accuracyName) above \(confidenceName)", style: ChartStyle.fill(2), isLine: false,
                    opacity: 0.85),
                .init(name: "calibrated", style: "fc-guide", isLine: true),
            ], width: width)
        let (top, right) = (frame.top, left + Self.side)
        let bottom = top + Self.side
        let (level, upright) = (ChartAxis(confidenceName), ChartAxis(accuracyName))
        let x = ChartScale(level, showing: [0, 1], tickCount: 5).along(from: left, to: right)
        let y = ChartScale(upright, showing: [0, 1], tickCount: 5).along(from: bottom, to: top)

        var drawing = SVGDrawing()
        frame.drawHead(on: &drawing)
        ChartFrame.drawUpright(y, upright, left: left, right: right, on: &drawing)
        for bin in diagram.bins {
            guard let accuracy = bin.accuracy, let confidence = bin.meanConfidence else { continue }
            let (from, to) = (x.place(bin.lowerBound) + 0.75, x.place(bin.upperBound) - 0.75)
            let tip =
                "\(confidenceName) \(confidence.fixed(3)), \(accuracyName) \(accuracy.fixed(3)), "
                + (bin.count == 1 ? "1 example" : "\(bin.count) examples")
            let (low, high) = (min(accuracy, confidence), max(accuracy, confidence))
            drawing.rectangle(
                from, y.place(low), to - from, bottom - y.place(low), ChartStyle.fill(0), opacity: 0.85, tip: tip)
            let isTooSure = confidence > accuracy
            drawing.rectangle(
                from, y.place(high), to - from, y.place(low) - y.place(high), ChartStyle.fill(isTooSure ? 1 : 2),
                opacity: isTooSure ? 0.35 : 0.85, tip: tip)
        }
        drawing.line(left, bottom, right, top, "fc-guide")
        ChartFrame.drawLevel(x, level, top: top, bottom: bottom, on: &drawing)
        let summary =
            "expected calibration error \(diagram.expectedCalibrationError.fixed(4)), "
            + (diagram.count == 1 ? "1 example" : "\(diagram.count) examples")
        drawing.text(summary, (left + right) / 2, bottom + 62, "fc-soft", anchor: .middle)
        return drawing.document(
            width: width, height: bottom + 76, title: title,
            description: "\(accuracyName) by \(confidenceName); \(summary)")
    }
}
