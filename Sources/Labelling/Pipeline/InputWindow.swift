import Datasets

/// Rows that were read together.
struct InputWindow: Sendable {
    /// The reader's result for each row.
    var results: [RowResult] = []
    /// The number of rows read before these.
    var firstRow = 0
    /// The approximate number of bytes of all rows up to the last of these.
    var bytesRead = 0
    /// The hash of all rows up to the last of these; empty if none is computed.
    var digest = ""
    /// The output's columns; `nil` before the first valid row.
    var layout: OutputLayout?

    /// The number of rows read up to the last of these.
    var rowsRead: Int { firstRow + results.count }

    /// Joins consecutive windows.
    static func joined(_ windows: [InputWindow]) -> InputWindow {
        guard windows.count > 1, let first = windows.first, let last = windows.last else {
            return windows.first ?? InputWindow()
        }
        return InputWindow(
            results: windows.flatMap(\.results), firstRow: first.firstRow, bytesRead: last.bytesRead,
            digest: last.digest, layout: last.layout)
    }
}
