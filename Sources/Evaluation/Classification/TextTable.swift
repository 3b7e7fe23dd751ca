/// A table in plain text: the first column to the left, all others to the right.
struct TextTable {
    private var rows: [[String]]

    init(header: [String]) { rows = [header] }

    mutating func add(_ row: [String]) { rows.append(row) }

    /// The lines, with columns two spaces apart.
    var rendered: String {
        let widths = rows[0].indices.map { column in rows.reduce(0) { max($0, $1[column].count) } }
        return rows.map { row in
            var line = row[0] + space(widths[0] - row[0].count)
            for column in row.indices.dropFirst() {
                line += space(2 + widths[column] - row[column].count) + row[column]
            }
            return line
        }.joined(separator: "\n")
    }

    /// A long name with an ellipsis in its middle, so that common beginnings and endings stay distinct.
    static func shortened(_ name: String, to limit: Int) -> String {
        guard name.count > limit else { return name }
        return name.prefix((limit - 1) / 2) + "…" + name.suffix(limit - 1 - (limit - 1) / 2)
    }

    private func space(_ count: Int) -> String { String(repeating: " ", count: count) }
}
