/// A plain-text table: the first columns are left-aligned, all others right-aligned.
package struct TextTable {
    private var rows: [[String]]
    private let leftColumns: Int

    /// - Parameter leftColumns: The number of left-aligned columns.
    package init(header: [String], leftColumns: Int = 1) {
        rows = [header]
        self.leftColumns = leftColumns
    }

    package mutating func add(_ row: [String]) { rows.append(row) }

    /// The lines of the table, with columns two spaces apart.
    package var rendered: String {
        let widths = rows[0].indices.map { column in rows.reduce(0) { max($0, Self.width($1[column])) } }
        return rows.map { row in
            var line = row.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - Self.width(row[column]))
                return column < leftColumns ? row[column] + space : space + row[column]
            }.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }

    /// Shortens a long name with an ellipsis in the middle, so that names with common prefixes or suffixes stay
    /// distinct.
    package static func shortened(_ name: String, to limit: Int) -> String {
        guard name.count > limit else { return name }
        return name.prefix((limit - 1) / 2) + "…" + name.suffix(limit - 1 - (limit - 1) / 2)
    }

    /// The width of a text in terminal cells: two for East Asian wide scalars and emoji, none for combining marks.
    private static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { width, scalar in
            if scalar.isASCII { return width + 1 }
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format, .control: return width
            default: break
            }
            switch scalar.value {
            case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
                0xFE30...0xFE4F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
                return width + 2
            default: return width + 1
            }
        }
    }
}
