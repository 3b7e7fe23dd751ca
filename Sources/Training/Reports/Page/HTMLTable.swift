/// A table with text columns on the left, followed by number columns.
struct HTMLTable {
    private let header: [String]
    private let wordColumns: Int
    private var rows: [HTML] = []

    /// - Parameter wordColumns: The number of text columns, the first of which names the row.
    init(_ header: [String], wordColumns: Int = 1) {
        self.header = header
        self.wordColumns = wordColumns
    }

    var isEmpty: Bool { rows.isEmpty }

    /// - Parameter mark: The CSS class of a row that stands out.
    mutating func add(_ cells: [HTML], mark: String? = nil) {
        let content: [HTML] = cells.enumerated().map { column, cell in
            if column == 0 { return "<th scope=\"row\">\(cell)</th>" }
            return column < wordColumns ? "<td>\(cell)</td>" : "<td class=\"number\">\(cell)</td>"
        }
        let style: HTML = mark.map { " class=\"\($0)\"" } ?? .empty
        rows.append("<tr\(style)>\(content)</tr>\n")
    }

    /// The table, which can be scrolled if it is wider than the page.
    var html: HTML {
        let head: [HTML] = header.enumerated().map { column, name in
            column < wordColumns ? "<th scope=\"col\">\(name)</th>" : "<th scope=\"col\" class=\"number\">\(name)</th>"
        }
        return """
            <div class="table"><table>
            <thead><tr>\(head)</tr></thead>
            <tbody>
            \(rows)</tbody>
            </table></div>

            """
    }
}
