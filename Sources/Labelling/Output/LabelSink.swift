import Datasets

/// A row to write.
struct OutputRow {
    /// The row's number in the input, from 1.
    let number: Int
    /// The row; `nil` if it was rejected and only its place is kept.
    let row: Row?
    let values: [LabelValue]
}

/// A destination for labelled rows.
protocol LabelSink: AnyObject {
    /// Tells whether rejected rows keep their place, without values, because rows are identified only by position.
    var keepsPlaces: Bool { get }

    /// Appends rows in order.
    ///
    /// - Parameter layout: The columns; `nil` if no row of the input was valid so far.
    func append(_ rows: [OutputRow], layout: OutputLayout?) throws

    /// Makes the rows durable.
    ///
    /// - Returns: The position to resume from after a crash: the length of a file, or the number of the last row of a
    ///   database.
    func synchronize() throws -> Int

    /// Completes the output after the last row. Without any row, it is what a reader of tables expects: a header
    /// without rows.
    ///
    /// - Parameter layout: The columns; `nil` if they are not known because an earlier process added the rows.
    func complete(layout: OutputLayout?) throws

    /// Removes what was written, as far as possible.
    func discard()
}
