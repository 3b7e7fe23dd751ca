import Datasets

/// All rows of a file.
func rows(
    _ path: String, columns: ColumnSelection = ColumnSelection(), labelled: Bool = true, keepsSource: Bool = false
) throws -> [Row] {
    let reader = try RowReader(path: path, columns: columns, requiresLabel: labelled, keepsSource: keepsSource)
    var rows: [Row] = []
    while let row = try reader.next() { rows.append(row) }
    return rows
}
