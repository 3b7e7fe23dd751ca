public import InputOutput

/// The reader's result for the next row of its input.
public enum RowResult: Sendable, Equatable {
    /// A valid row.
    case row(Row)
    /// An invalid row; the rows after it can be read.
    case rejected(RejectedRow)
}

/// A row that cannot be used, with the reason.
public struct RejectedRow: Sendable, Equatable {
    /// The line of the file where the row begins, from 1.
    public var line: Int
    /// The row as it is written, without the line end and with ill-formed UTF-8 replaced with U+FFFD; only the
    /// beginning of a line that is too long for memory.
    public var source: String
    /// The error that ``RowReader/next()`` throws.
    public var error: FledgeError

    public init(line: Int, source: String, error: FledgeError) {
        self.line = line
        self.source = source
        self.error = error
    }

    /// The row in a file of rejected rows: a one-line JSON object with line, reason and source.
    ///
    /// - Parameter file: The file of the row, if there may be several.
    public func json(of file: String? = nil) -> String {
        let file = file.map { "\"file\":\(JSONValue.quoted($0))," } ?? ""
        return "{\(file)\"line\":\(line),\"reason\":\(JSONValue.quoted(reason)),\"source\":\(JSONValue.quoted(source))}"
    }

    /// The reason in one line.
    public var reason: String {
        let details = [error.expected.map { "expected \($0)" }, error.found.map { "found \($0)" }].compactMap(\.self)
        return details.isEmpty ? error.problem : "\(error.problem) (\(details.joined(separator: ", ")))"
    }
}
