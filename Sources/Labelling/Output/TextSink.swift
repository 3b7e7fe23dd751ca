import Datasets
import InputOutput

/// Writes rows as lines of CSV, TSV, JSON or CoNLL columns.
final class TextSink: LabelSink {
    let keepsPlaces: Bool
    private let output: any ByteOutput
    private let columns: [LabelColumn]
    private var isAtStart: Bool
    private var buffer: [UInt8] = []

    /// - Parameters:
    ///   - isAtStart: True if nothing has been written yet.
    ///   - keepsPlaces: Writes rejected rows as lines without values.
    init(_ output: any ByteOutput, columns: [LabelColumn], isAtStart: Bool, keepsPlaces: Bool) {
        self.output = output
        self.columns = columns
        self.isAtStart = isAtStart
        self.keepsPlaces = keepsPlaces
    }

    func append(_ rows: [OutputRow], layout: OutputLayout?) throws {
        if let layout, isAtStart, layout.format.isTable, layout.shape.hasNames {
            addTableRow(layout.tableNames, layout.format)
            isAtStart = false
        }
        if !rows.isEmpty { isAtStart = false }
        for row in rows {
            if case .lines(let lines) = row.values.first, row.values.count == 1 {
                buffer.append(contentsOf: (lines + ["", ""]).joined(separator: "\n").utf8)
            } else if let layout, layout.format.isTable {
                try addTableRow(cells(row, layout), layout.format)
            } else {
                try addObject(row, layout)
            }
        }
        try buffer.withUnsafeBytes { try output.write($0) }
        buffer.removeAll(keepingCapacity: true)
        try output.flush()
    }

    func synchronize() throws -> Int { try (output as? any DurableOutput)?.synchronize() ?? 0 }

    func complete(layout: OutputLayout?) throws { try append([], layout: layout) }

    func discard() { (output as? ResumableFile)?.discard() }

    private func cells(_ row: OutputRow, _ layout: OutputLayout) throws -> [String] {
        let added = zip(layout.columns, row.values).flatMap { $0.cells($1) }
        try layout.checkAdded(added)
        return try (row.row.map(layout.cells) ?? []) + added
    }

    private func addTableRow(_ cells: [String], _ format: OutputFormat) {
        let separator: UInt8 = format == .tsv ? 0x09 : 0x2C
        for (place, cell) in cells.enumerated() {
            if place > 0 { buffer.append(separator) }
            if format == .csv, cells.count == 1 && cell.isEmpty || Self.needsQuotes(cell) {
                buffer.append(0x22)
                for byte in cell.utf8 {
                    if byte == 0x22 { buffer.append(0x22) }
                    buffer.append(byte)
                }
                buffer.append(0x22)
            } else {
                buffer.append(contentsOf: cell.utf8)
            }
        }
        buffer.append(0x0A)
    }

    private static func needsQuotes(_ cell: String) -> Bool {
        cell.utf8.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
    }

    private func addObject(_ row: OutputRow, _ layout: OutputLayout?) throws {
        let members = try row.row.flatMap { row in try layout?.jsonMembers(row) } ?? []
        var line = "{"
        for (name, value) in members { Self.add(name, value, to: &line) }
        for (place, column) in columns.enumerated() {
            Self.add(column.name, row.values.isEmpty ? "null" : column.json(row.values[place]), to: &line)
        }
        buffer.append(contentsOf: line.utf8)
        buffer.append(contentsOf: "}\n".utf8)
    }

    private static func add(_ name: String, _ value: String, to line: inout String) {
        if line.utf8.count > 1 { line += "," }
        line += JSONValue.quoted(name)
        line += ":"
        line += value
    }
}
