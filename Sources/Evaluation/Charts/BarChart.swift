/// A chart of horizontal bars for named categories, for instance the F1 of each class; several series are grouped.
public struct BarChart: Sendable, Equatable, Codable {
    /// One bar for each category.
    public struct Series: Sendable, Equatable, Codable {
        public var name: String
        /// A value for each category; a missing or non-finite value has no bar.
        public var values: [Double]

        public init(_ name: String, values: [Double]) {
            self.name = name
            self.values = values
        }

        /// The value of a category; not-a-number if missing.
        fileprivate func value(of category: Int) -> Double { category < values.count ? values[category] : .nan }
    }

    public var title: String
    /// The axis of the bars' length. Bars start at 0, so it is never logarithmic.
    public var axis: ChartAxis
    public var categories: [String]
    public var series: [Series]
    /// The width in pixels, at least 240. The height depends on the number of bars.
    public var width: Int

    public init(_ title: String, axis: ChartAxis, categories: [String], series: [Series], width: Int = 760) {
        precondition(series.allSatisfy { $0.values.count == categories.count }, "each category needs its value")
        self.title = title
        self.axis = axis
        self.categories = categories
        self.series = series
        self.width = width
    }

    /// The chart as SVG.
    public var svg: String {
        var axis = axis
        axis.isLogarithmic = false
        let width = Double(max(width, 240))
        let legend = series.enumerated().map {
            ChartFrame.Entry(name: $1.name, style: ChartStyle.fill($0), isLine: false)
        }
        let frame = ChartFrame(title: title, legend: series.count > 1 ? legend : [], width: width)
        let thickness = series.count > 1 ? 13.0 : 18.0
        let groupHeight = thickness * Double(max(series.count, 1)) + 10
        let (top, bottom) = (frame.top, frame.top + groupHeight * Double(max(categories.count, 1)) + 4)
        let names = categories.map { TextWidth.fitted($0, to: width * 0.32) }
        let left = 28 + (names.map { TextWidth.of($0) }.max() ?? 0)
        let values = series.flatMap(\.values).filter(axis.shows)
        let valueWidth = values.map { TextWidth.of(TickLabel.value($0)) }.max() ?? 0
        let right = max(width - 20 - valueWidth, left + 60)
        let level = ChartScale(axis, showing: values + [0], tickCount: max(Int((right - left) / 70), 2))
            .along(from: left, to: right)

        var drawing = SVGDrawing()
        frame.drawHead(on: &drawing)
        ChartFrame.drawLevel(level, axis, top: top, bottom: bottom, hasGrid: true, on: &drawing)
        for (category, name) in names.enumerated() {
            let groupTop = top + groupHeight * Double(category) + 6
            let middle = groupTop + thickness * Double(series.count) / 2
            drawing.text(name, left - 8, middle + 4, "", anchor: .end)
            for (index, series) in series.enumerated() {
                let value = series.value(of: category)
                let y = groupTop + thickness * Double(index)
                let label = axis.shows(value) ? TickLabel.value(value) : "–"
                let end = axis.shows(value) ? level.place(value) : level.place(0)
                let (from, to) = (min(end, level.place(0)), max(end, level.place(0)))
                drawing.rectangle(
                    from, y, to - from, thickness - 1, ChartStyle.fill(index),
                    tip: "\(categories[category]), \(series.name): \(label)")
                drawing.text(label, to + 6, y + thickness / 2 + 3.5, "fc-soft")
            }
        }
        drawing.line(level.place(0), top, level.place(0), bottom, "fc-axis")
        return drawing.document(
            width: width, height: bottom + ChartFrame.levelMargin, title: title, description: description)
    }

    private var description: String {
        let groups = categories.indices.map { category in
            let values = series.map { series in
                (self.series.count > 1 ? "\(series.name) " : "") + TickLabel.value(series.value(of: category))
            }
            return "\(categories[category]): \(values.joined(separator: ", "))"
        }
        return "\(axis.text). " + groups.joined(separator: "; ")
    }
}
