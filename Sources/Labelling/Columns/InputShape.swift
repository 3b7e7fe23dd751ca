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
    /// The names of the columns; of JSON objects, those of the first.
    let names: [String]
    /// Whether the names are the input's own.
    let hasNames: Bool

    /// - Parameter row: The first row.
    /// - Throws: `FledgeError` where the row is not the JSON object that the reader took it for.
    init(_ reader: RowReader, first row: Row) throws {
        switch reader.format {
        case .lines:
            (kind, names, hasNames) = (.lines, ["text"], true)
        case .tsv, .csv:
            kind = .table
            names = reader.header ?? row.fields.indices.map { "column_\($0 + 1)" }
            hasNames = reader.header != nil
        case .jsonLines:
            (kind, names, hasNames) = (.objects, try JSONMembers(of: row.source ?? "{}").map(\.name), true)
        }
    }
}
