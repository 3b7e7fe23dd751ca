/// A value on the horizontal axis marked by a dashed vertical line, for instance a limit.
public struct ChartGuide: Sendable, Equatable, Codable {
    /// The name in the legend.
    public var name: String
    public var value: Double

    public init(_ name: String, at value: Double) {
        self.name = name
        self.value = value
    }

    /// The entry in the legend.
    var entry: ChartFrame.Entry { ChartFrame.Entry(name: name, style: "fc-guide", isLine: true) }

    func draw(along level: ChartScale, top: Double, bottom: Double, on drawing: inout SVGDrawing) {
        guard value.isFinite, value >= level.lower, value <= level.upper else { return }
        let x = level.place(value)
        drawing.line(x, top, x, bottom, "fc-guide")
    }
}
