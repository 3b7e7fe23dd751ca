import Datasets
import InputOutput

/// The columns of an input, and the form of its rows.
struct InputShape: Sendable, Equatable {
    enum Kind: Sendable {
        /// Each row is a text.
        case lines
        /// Each row has cells.
        case table
        /// Each row is a JSON object; members may differ from row to row.
        case objects
    }

    let kind: Kind
    /// The names of the columns; for JSON objects, those of the first ones.
    let names: [String]
    /// Tells whether the names come from the input.
    let hasNames: Bool

    /// - Parameter row: The first valid row; `nil` if there is none.
    /// - Throws: `FledgeError` if the row is not the JSON object that the reader took it for.
    init(_ reader: RowReader, first row: Row?) throws {
        switch reader.format {
        case .lines:
            (kind, names, hasNames) = (.lines, ["text"], true)
        case .tsv, .csv:
            kind = .table
            names = reader.header ?? (row?.fields ?? []).indices.map { "column_\($0 + 1)" }
            // An empty file that should have a header leads to an output with a header.
            hasNames = reader.header != nil || row == nil && reader.columns.hasHeader ?? true
        case .jsonLines:
            kind = .objects
            let first = try row.map { try JSONMembers(of: $0.source ?? "{}").map(\.name) } ?? []
            let known = Set(reader.keyNames)
            names = reader.keyNames + first.filter { !known.contains($0) }
            hasNames = true
        }
    }
}
