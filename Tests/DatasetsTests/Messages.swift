import Datasets
import InputOutput

/// The text of the error that `body` throws.
func message(_ body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch {
        return "\(error)"
    }
}

/// All rows of a file.
func rows(
    _ path: String, columns: ColumnSelection = ColumnSelection(), labelled: Bool = true, keepsSource: Bool = false
) throws -> [Row] {
    let reader = try RowReader(path: path, columns: columns, requiresLabel: labelled, keepsSource: keepsSource)
    var rows: [Row] = []
    while let row = try reader.next() { rows.append(row) }
    return rows
}
