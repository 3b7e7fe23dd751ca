import Datasets

/// Rows that were read together.
struct InputWindow: Sendable {
    /// What the reader made of each row.
    var results: [RowResult] = []
    /// The number of rows read before these.
    var firstRow = 0
    /// The bytes of all rows up to the last of these, about.
    var bytesRead = 0
    /// The hash of all rows up to the last of these; empty where none is kept.
    var digest = ""
    /// The output's columns; `nil` before the first row that is in order.
    var layout: OutputLayout?

    /// The number of rows read up to the last of these.
    var rowsRead: Int { firstRow + results.count }

    /// Windows that follow one another as one.
    static func joined(_ windows: [InputWindow]) -> InputWindow {
        guard windows.count > 1, let first = windows.first, let last = windows.last else {
            return windows.first ?? InputWindow()
        }
        return InputWindow(
            results: windows.flatMap(\.results), firstRow: first.firstRow, bytesRead: last.bytesRead,
            digest: last.digest, layout: last.layout)
    }
}
