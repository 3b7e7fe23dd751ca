import Datasets
import InputOutput

/// The columns of an output: those of the input, some of them renamed, and those that labelling adds.
struct OutputLayout: Sendable {
    let format: OutputFormat
    let shape: InputShape
    /// Keeps the input's columns.
    let keepsInput: Bool
    let columns: [LabelColumn]
    /// The names of the input's columns in the output.
    let inputNames: [String]
    /// The index of each name among the members of the first objects.
    private let places: [String: Int]
    private let reserved: Set<String>

    /// Names that labelling may add. Input columns with these names are renamed in any case, so that options make no
    /// difference.
    private static let usualNames: Set<String> = ["label", "score", "labels", "value", "scores", "logits"]

    init(format: OutputFormat, shape: InputShape, columns: [LabelColumn], keepsInput: Bool) {
        self.format = format
        self.shape = shape
        self.columns = columns
        self.keepsInput = keepsInput
        var reserved = Self.usualNames.union(columns.map(\.name))
        if format != .jsonLines { reserved.formUnion(columns.flatMap(\.tableNames)) }
        if format == .sqlite { reserved.insert(SQLiteTable.rowNumber) }
        self.reserved = reserved
        inputNames = keepsInput ? Self.distinct(shape.names, besides: reserved) : []
        places = Dictionary(shape.names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The names of a table's columns.
    var tableNames: [String] { inputNames + columns.flatMap(\.tableNames) }

    /// Checks that the names can be written in this format.
    ///
    /// - Throws: `FledgeError` with category `data`.
    func checkNames() throws {
        guard format == .tsv, shape.hasNames, let name = tableNames.first(where: Self.breaksTSV) else { return }
        throw Self.unsayable("a column name", name)
    }

    /// Checks that the cells that labelling adds to a row can be written in this format.
    ///
    /// - Throws: `FledgeError` with category `data`.
    func checkAdded(_ cells: [String]) throws {
        guard format == .tsv, let cell = cells.first(where: Self.breaksTSV) else { return }
        throw Self.unsayable("a label", cell)
    }

    /// Tells whether a cell holds a separator of TSV, which has no quoting.
    private static func breaksTSV(_ cell: String) -> Bool {
        cell.utf8.contains { $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
    }

    private static func unsayable(_ what: String, _ text: String) -> FledgeError {
        FledgeError(
            .data, "\(what) contains a tab or a line break, which TSV cannot represent", found: JSONValue.quoted(text),
            advice: "write CSV or JSON Lines")
    }

    /// The reason why a row cannot be written in this format; `nil` if it can.
    func refusal(of row: Row) throws -> FledgeError? {
        guard keepsInput else { return nil }
        if format.isTable, shape.kind == .objects {
            let unknown = try members(row).first { places[$0.name] == nil }
            if let unknown {
                return FledgeError(
                    .data, at: "\(row.line)", "the object has a key that the first objects lack",
                    found: "\"\(unknown.name)\"", advice: "write JSON Lines, which can represent it")
            }
        }
        guard format == .tsv, try cells(row).contains(where: Self.breaksTSV) else { return nil }
        return FledgeError(
            .data, at: "\(row.line)", "a cell contains a tab or a line break, which TSV cannot represent",
            advice: "write CSV or JSON Lines")
    }

    /// The input's cells of a row, in the order of ``inputNames``.
    func cells(_ row: Row) throws -> [String] {
        guard keepsInput else { return [] }
        switch shape.kind {
        case .lines: return [row.text]
        case .table: return row.fields
        case .objects:
            var cells = [String](repeating: "", count: inputNames.count)
            for (name, value) in try members(row) {
                if let place = places[name] { cells[place] = try Self.cell(value) }
            }
            return cells
        }
    }

    /// The input's members of a row for a JSON output: names, and values as written.
    func jsonMembers(_ row: Row) throws -> [(name: String, value: String)] {
        guard keepsInput else { return [] }
        switch shape.kind {
        case .lines: return [("text", JSONValue.quoted(row.text))]
        case .table: return zip(inputNames, row.fields).map { ($0, JSONValue.quoted($1)) }
        case .objects:
            let members = Array(try members(row))
            let taken = Set(members.map(\.name))
            return members.map { (Self.renamed($0.name, besides: reserved, taken), $0.value) }
        }
    }

    private func members(_ row: Row) throws -> JSONMembers { try JSONMembers(of: row.source ?? "{}") }

    /// The table cell of a JSON value: a string's text, nothing for null, otherwise the value as written.
    private static func cell(_ written: String) throws -> String {
        if written == "null" { return "" }
        guard written.hasPrefix("\"") else { return written }
        var written = written
        return try written.withUTF8 { bytes in
            try JSONReader.readDocument(UnsafeRawBufferPointer(bytes), path: "a cell") { reader in
                reader.replacesLoneSurrogates = true
                return try reader.readString()
            }
        }
    }

    /// Makes the names of columns distinct, ignoring case; none of them is reserved or empty.
    private static func distinct(_ names: [String], besides reserved: Set<String>) -> [String] {
        let reserved = Set(reserved.map { $0.lowercased() })
        let given = Set(names.map { $0.lowercased() })
        var taken: Set<String> = []
        return names.enumerated().map { place, name in
            var result = name.isEmpty ? "column_\(place + 1)" : name
            if reserved.contains(result.lowercased()) {
                repeat {
                    result = "input_\(result)"
                } while given.contains(result.lowercased()) || reserved.contains(result.lowercased())
            }
            var number = 2
            let first = result
            while !taken.insert(result.lowercased()).inserted {
                result = "\(first)_\(number)"
                number += 1
            }
            return result
        }
    }

    private static func renamed(_ name: String, besides reserved: Set<String>, _ taken: Set<String>) -> String {
        guard reserved.contains(name) else { return name }
        var name = name
        repeat { name = "input_\(name)" } while taken.contains(name) || reserved.contains(name)
        return name
    }
}
