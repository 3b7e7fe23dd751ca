import Datasets
import InputOutput

/// The columns that an input has, and how its rows hold them.
struct InputShape: Sendable, Equatable {
    enum Kind: Sendable {
        /// Each row is a text.
        case lines
        /// Each row has cells.
        case table
        /// Each row is a JSON object, whose members may differ from row to row.
        case objects
    }

    let kind: Kind
    /// The names of the columns; of JSON objects, those of the first ones.
    let names: [String]
    /// Whether the names are the input's own.
    let hasNames: Bool

    /// - Parameter row: The first row that is in order; `nil` if there is none.
    /// - Throws: `FledgeError` where the row is not the JSON object that the reader took it for.
    init(_ reader: RowReader, first row: Row?) throws {
        switch reader.format {
        case .lines:
            (kind, names, hasNames) = (.lines, ["text"], true)
        case .tsv, .csv:
            kind = .table
            names = reader.header ?? (row?.fields ?? []).indices.map { "column_\($0 + 1)" }
            // An empty file that should have a header gives an output that has one.
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
