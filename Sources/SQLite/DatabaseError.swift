internal import CSQLite

/// A failure of SQLite, or a value of another type than expected.
package struct DatabaseError: Error, Equatable, CustomStringConvertible {
    /// The extended result code, for instance `SQLITE_IOERR_WRITE`.
    package let extendedResultCode: ResultCode
    package let message: String

    /// The primary result code, for instance `SQLITE_IOERR`.
    package var resultCode: ResultCode { extendedResultCode.primary }

    /// - Parameter message: The message; `nil` for the general one of the code.
    package init(resultCode: ResultCode, message: String? = nil) {
        extendedResultCode = resultCode
        self.message = message ?? resultCode.text
    }

    /// Creates the error of the call that returned `code`, with the message that the connection holds for it.
    init(_ code: Int32, of connection: OpaquePointer?) {
        self.init(
            resultCode: ResultCode(rawValue: code),
            message: connection.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) })
    }

    package var description: String { "SQLite error \(resultCode.rawValue): \(message)" }
}
