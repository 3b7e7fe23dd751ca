/// A table of numbers whose cells are shaded by value, for instance a confusion matrix.
public struct HeatMap: Sendable, Equatable, Codable {
    public var title: String
    /// The titles of the rows and columns.
    public var rowTitle: String
    public var columnTitle: String
    /// The names of the rows and columns.
    public var rows: [String]
    public var columns: [String]
    /// The values, one list per row. A missing or non-finite value has an empty cell.
    public var values: [[Double]]
    /// True if the shade of a cell shows its share of its row's sum instead of the largest value.
    public var isShadedByRow: Bool

    private enum CodingKeys: String, CodingKey {
        case title, rows, columns, values
        case rowTitle = "row_title"
        case columnTitle = "column_title"
        case isShadedByRow = "is_shaded_by_row"
    }

    public init(
        _ title: String, rowTitle: String, columnTitle: String, rows: [String], columns: [String], values: [[Double]],
        isShadedByRow: Bool = false
    ) {
        precondition(
            values.count == rows.count && values.allSatisfy { $0.count == columns.count }, "each cell needs its value")
        self.title = title
        self.rowTitle = rowTitle
        self.columnTitle = columnTitle
        self.rows = rows
        self.columns = columns
        self.values = values
        self.isShadedByRow = isShadedByRow
    }

    /// Creates the confusion matrix of a report: one row per true class, shaded by the share of its examples.
    public init(_ title: String, confusionsOf report: ClassificationReport) {
        self.init(
            title, rowTitle: "true class", columnTitle: "predicted class", rows: report.labels, columns: report.labels,
            values: report.confusionMatrix.map { $0.map(Double.init) }, isShadedByRow: true)
    }

    /// The opacity of a full cell, chosen so that numbers on it stay readable on light and dark pages.
    private static let fullOpacity = 0.6

    /// The chart as SVG. Its size depends on the number of cells; if there are too many for numbers, these appear on
    /// hover.
    public var svg: String {
        let values = cells
        let texts = values.map { $0.map { $0.isFinite ? TickLabel.value($0) : "" } }
        let widest = texts.joined().map { TextWidth.of($0) }.max() ?? 0
        let cellHeight = max(rows.count, columns.count) <= 30 ? 32.0 : 14.0
        let hasNumbers = cellHeight > 14
        let names = columns.map { TextWidth.fitted($0, to: 190) }
        let widestName = names.map { TextWidth.of($0) }.max() ?? 0
        let isLevel = hasNumbers && widestName + 10 <= 110
        let cellWidth = hasNumbers ? max(widest + 14, isLevel ? widestName + 10 : 0, 40) : cellHeight
        let rowNames = rows.map { TextWidth.fitted($0, to: 190) }
        let left = 52 + (rowNames.map { TextWidth.of($0) }.max() ?? 0)
        // Names wider than their column are slanted to the right, beyond the last column; above narrow columns they are
        // vertical.
        let lean = isLevel || !hasNumbers ? 0 : (widestName + 12) * 0.71
        let headHeight = isLevel ? 18 : hasNumbers ? lean + 8 : widestName + 14
        let right = left + cellWidth * Double(columns.count)
        let legendWidth = 30 + TextWidth.of(shadeName) + 16
        let width = max(right + lean + 20, TextWidth.of(title, size: ChartFrame.titleSize) + 32, legendWidth + 32, 240)
        let frame = ChartFrame(
            title: title,
            legend: [.init(name: shadeName, style: ChartStyle.fill(0), isLine: false, opacity: Self.fullOpacity)],
            width: min(width, 1200))
        let top = frame.top + 22 + headHeight
        let bottom = top + cellHeight * Double(rows.count)

        let wholes = fullValues(values)
        var drawing = SVGDrawing()
        frame.drawHead(on: &drawing)
        drawing.text(columnTitle, max((left + right) / 2, left), frame.top + 12, "", anchor: .middle)
        drawing.text(rowTitle, 20, (top + bottom) / 2, "", anchor: .middle, angle: -90)
        for (column, name) in names.enumerated() {
            let x = left + cellWidth * (Double(column) + 0.5)
            if isLevel {
                drawing.text(name, x, top - 8, "fc-soft", anchor: .middle)
            } else if hasNumbers {
                drawing.text(name, x + 3, top - 7, "fc-soft", angle: -45)
            } else {
                drawing.text(name, x + 4, top - 7, "fc-soft", angle: -90)
            }
        }
        for (row, name) in rowNames.enumerated() {
            let y = top + cellHeight * Double(row)
            drawing.text(name, left - 8, y + cellHeight / 2 + 4, "fc-soft", anchor: .end)
            for (column, text) in texts[row].enumerated() where !text.isEmpty {
                let x = left + cellWidth * Double(column)
                let share = share(values[row][column], of: wholes[row])
                if share > 0 {
                    drawing.rectangle(
                        x, y, cellWidth, cellHeight, ChartStyle.fill(0), opacity: Self.fullOpacity * share,
                        tip: "\(rows[row]) → \(columns[column]): \(text)")
                }
                if hasNumbers {
                    let style = share > 0 ? "" : "fc-soft"
                    drawing.text(text, x + cellWidth / 2, y + cellHeight / 2 + 4, style, anchor: .middle)
                }
            }
        }
        drawing.rectangle(left, top, right - left, bottom - top, "fc-frame")
        return drawing.document(width: width, height: bottom + 20, title: title, description: description)
    }

    private var shadeName: String {
        isShadedByRow ? "share of the row" : "share of the largest number"
    }

    /// The value of each cell; not-a-number if missing.
    private var cells: [[Double]] {
        rows.indices.map { row in
            columns.indices.map { column in
                row < values.count && column < values[row].count ? values[row][column] : .nan
            }
        }
    }

    /// For each row, the value of a fully shaded cell.
    private func fullValues(_ values: [[Double]]) -> [Double] {
        let known = values.map { $0.filter(\.isFinite).map(abs) }
        if isShadedByRow { return known.map { $0.reduce(0, +) } }
        return Array(repeating: known.joined().max() ?? 0, count: rows.count)
    }

    /// The shade of a cell, from 0 to 1: the square root of its share, so that small ones are visible.
    private func share(_ value: Double, of whole: Double) -> Double {
        value.isFinite && whole > 0 && whole.isFinite ? (abs(value) / whole).squareRoot() : 0
    }

    private var description: String {
        "A table of \(rows.count) rows (\(rowTitle)) and \(columns.count) columns (\(columnTitle))"
    }
}
