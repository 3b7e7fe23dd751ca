import Datasets

/// A row on its way out.
struct OutputRow {
    /// The row's number in the input, from 1.
    let number: Int
    /// The row; `nil` where it was rejected and only its place is kept.
    let row: Row?
    let values: [LabelValue]
}

/// Where labelled rows go.
protocol LabelSink: AnyObject {
    /// Whether rows that were rejected keep their place, without values: where rows are told apart by nothing else.
    var keepsPlaces: Bool { get }

    /// Adds rows, in their order.
    ///
    /// - Parameter layout: The columns; `nil` where no row of the input was in order yet.
    func append(_ rows: [OutputRow], layout: OutputLayout?) throws

    /// Makes the rows durable.
    ///
    /// - Returns: Where to go on after a crash: the length of a file, the number of the last row of a database.
    func synchronize() throws -> Int

    /// Ends the output after the last row. Without any row, it is what a reader of tables expects: a header without rows.
    ///
    /// - Parameter layout: The columns; `nil` where they are not known since an earlier process added the rows.
    func complete(layout: OutputLayout?) throws

    /// Removes what was written, as far as that can be done.
    func discard()
}
