public import InputOutput

/// What a reader made of the next row of its input.
public enum RowResult: Sendable, Equatable {
    /// A row that is in order.
    case row(Row)
    /// A row that is not; the rows behind it can be read.
    case rejected(RejectedRow)
}

/// A row that cannot be used, and why.
public struct RejectedRow: Sendable, Equatable {
    /// The line of the file where the row begins, from 1.
    public var line: Int
    /// The row as written, without the line's end and with ill-formed UTF-8 replaced by U+FFFD; of a line that is too
    /// long for memory, the beginning.
    public var source: String
    /// What is wrong, as ``RowReader/next()`` throws it.
    public var error: FledgeError

    public init(line: Int, source: String, error: FledgeError) {
        self.line = line
        self.source = source
        self.error = error
    }

    /// The row in a file of rejected rows: a JSON object in one line, with line, reason and source.
    ///
    /// - Parameter file: The file that the row is from, where there may be several.
    public func json(of file: String? = nil) -> String {
        let file = file.map { "\"file\":\(JSONValue.quoted($0))," } ?? ""
        return "{\(file)\"line\":\(line),\"reason\":\(JSONValue.quoted(reason)),\"source\":\(JSONValue.quoted(source))}"
    }

    /// What is wrong, in one line.
    public var reason: String {
        let details = [error.expected.map { "expected \($0)" }, error.found.map { "found \($0)" }].compactMap(\.self)
        return details.isEmpty ? error.problem : "\(error.problem) (\(details.joined(separator: ", ")))"
    }
}
