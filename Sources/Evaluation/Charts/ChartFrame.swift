/// The frame around the data: title, legend, axes, ticks and grid.
struct ChartFrame {
    /// An entry of the legend.
    struct Entry {
        var name: String
        /// The CSS class of its mark.
        var style: String
        /// True if the mark is a line instead of a box.
        var isLine: Bool
        var opacity: Double? = nil
    }

    /// The font size assumed for a title, in pixels: larger than its real size, since it is bold.
    static let titleSize = 18.0

    var title: String
    var legend: [Entry] = []
    let width: Double

    /// The distance from the top to the start of the data area, below title and legend.
    var top: Double { 36 + Double(legendRows.count) * 20 + (legend.isEmpty ? 6 : 8) }

    /// The legend, split into rows that fit the width.
    private var legendRows: [[(entry: Entry, width: Double)]] {
        var rows: [[(entry: Entry, width: Double)]] = []
        var room = 0.0
        for var entry in legend {
            entry.name = TextWidth.fitted(entry.name, to: min(300, width - 80))
            let needed = 30 + TextWidth.of(entry.name) + 16
            if rows.isEmpty || needed > room {
                rows.append([])
                room = width - 32
            }
            rows[rows.count - 1].append((entry, needed))
            room -= needed
        }
        return rows
    }

    /// Draws title and legend.
    func drawHead(on drawing: inout SVGDrawing) {
        drawing.text(TextWidth.fitted(title, to: width - 32, size: Self.titleSize), 16, 24, "fc-title")
        for (row, entries) in legendRows.enumerated() {
            var x = 16.0
            let y = 46 + Double(row) * 20
            for (entry, width) in entries {
                if entry.isLine {
                    drawing.line(x, y - 4, x + 22, y - 4, entry.style)
                } else {
                    drawing.rectangle(x + 5, y - 10, 12, 12, entry.style, opacity: entry.opacity)
                }
                drawing.text(entry.name, x + 28, y, "fc-soft")
                x += width
            }
        }
    }

    /// The left margin needed for tick labels and the title of a vertical axis.
    static func leftMargin(for scale: ChartScale) -> Double {
        44 + (scale.ticks.map { TextWidth.of($0.label) }.max() ?? 0)
    }

    /// Draws the grid, labels and title of a vertical axis.
    static func drawUpright(
        _ scale: ChartScale, _ axis: ChartAxis, left: Double, right: Double, on drawing: inout SVGDrawing
    ) {
        for tick in scale.ticks {
            let y = scale.place(tick.value)
            drawing.line(left, y, right, y, "fc-grid")
            drawing.text(tick.label, left - 8, y + 4, "fc-soft", anchor: .end)
        }
        let title = TextWidth.fitted(axis.text, to: abs(scale.end - scale.start))
        drawing.text(title, 20, (scale.start + scale.end) / 2, "", anchor: .middle, angle: -90)
    }

    /// Draws the ticks, labels and title of a horizontal axis, with a grid if bars run along it.
    static func drawLevel(
        _ scale: ChartScale, _ axis: ChartAxis, top: Double, bottom: Double, hasGrid: Bool = false,
        on drawing: inout SVGDrawing
    ) {
        drawing.line(scale.start, bottom, scale.end, bottom, "fc-axis")
        for tick in scale.ticks {
            let x = scale.place(tick.value)
            if hasGrid { drawing.line(x, top, x, bottom, "fc-grid") }
            drawing.line(x, bottom, x, bottom + 5, "fc-axis")
            drawing.text(tick.label, x, bottom + 19, "fc-soft", anchor: .middle)
        }
        let title = TextWidth.fitted(axis.text, to: scale.end - scale.start + 40)
        drawing.text(title, (scale.start + scale.end) / 2, bottom + 40, "", anchor: .middle)
    }

    /// The margin below the data area that a horizontal axis needs.
    static let levelMargin = 54.0
}
