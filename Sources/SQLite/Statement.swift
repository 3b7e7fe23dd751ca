internal import CSQLite
import Foundation

/// A prepared statement.
///
/// It belongs to one connection and is as little thread-safe as that. After each use, whether it succeeds or throws, it
/// is reset and its arguments are removed, so it holds neither locks nor memory.
package final class Statement {
    let handle: OpaquePointer

    /// Prepares the first statement in `text` and removes it from there.
    ///
    /// - Returns: `nil` if there is nothing but white space and comments before the next semicolon.
    init?(
        first text: inout UnsafeBufferPointer<UInt8>, of connection: OpaquePointer, isPersistent: Bool = false
    ) throws {
        var handle: OpaquePointer?
        let count = try text.withMemoryRebound(to: CChar.self) { text in
            guard let start = text.baseAddress else { return 0 }
            var end: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(
                connection, start, Int32(text.count), isPersistent ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0, &handle,
                &end)
            guard code == SQLITE_OK else { throw DatabaseError(code, of: connection) }
            return end.map { $0 - start } ?? text.count
        }
        text = UnsafeBufferPointer(rebasing: text.dropFirst(count))
        guard let handle else { return nil }
        self.handle = handle
    }

    deinit { sqlite3_finalize(handle) }

    /// The number of arguments that the statement needs.
    var argumentCount: Int { Int(sqlite3_bind_parameter_count(handle)) }

    /// Tells whether the statement has been started and neither finished nor reset.
    var isRunning: Bool { sqlite3_stmt_busy(handle) != 0 }

    // MARK: Running

    /// Runs the statement; rows are ignored.
    package func execute(arguments: [(any SQLConvertible)?] = []) throws {
        try run(arguments) { true }
    }

    /// Passes the rows to `body`, each as soon as it is found.
    package func forEachRow(
        arguments: [(any SQLConvertible)?] = [], _ body: (borrowing SQLCursor) throws -> Void
    ) throws {
        let cursor = SQLCursor(statement: self)
        try run(arguments) {
            try body(cursor)
            return true
        }
    }

    /// Runs the statement until `onRow`, which is called at each row, returns false.
    func run(_ arguments: [(any SQLConvertible)?], onRow: () throws -> Bool) throws {
        precondition(!isRunning, "a statement is run while it runs")
        guard arguments.count == argumentCount else {
            throw DatabaseError(
                resultCode: .misuse, message: "wrong number of statement arguments: \(arguments.count)")
        }
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        try withBound(arguments[...]) {
            while true {
                switch sqlite3_step(handle) {
                case SQLITE_ROW: guard try onRow() else { return }
                case SQLITE_DONE: return
                case let code: throw DatabaseError(code, of: sqlite3_db_handle(handle))
                }
            }
        }
    }

    /// Binds the arguments and runs `body`, during which blobs are used where they lie, without a copy.
    private func withBound(_ arguments: ArraySlice<(any SQLConvertible)?>, _ body: () throws -> Void) throws {
        for (index, argument) in zip(arguments.indices, arguments) {
            let position = Int32(index + 1)
            switch argument?.sqlValue ?? .null {
            case .null: try check(sqlite3_bind_null(handle, position))
            case .integer(let number): try check(sqlite3_bind_int64(handle, position, number))
            case .real(let number): try check(sqlite3_bind_double(handle, position, number))
            case .text(var text):
                try check(
                    text.withUTF8 { text in
                        text.withMemoryRebound(to: CChar.self) { text in
                            csqlite_bind_copied_text(handle, position, text.baseAddress, UInt64(text.count))
                        }
                    })
            case .blob(let bytes) where bytes.isEmpty: try check(sqlite3_bind_zeroblob(handle, position, 0))
            case .blob(let bytes):
                return try bytes.withUnsafeBytes { bytes in
                    try check(sqlite3_bind_blob64(handle, position, bytes.baseAddress, UInt64(bytes.count), nil))
                    try withBound(arguments[(index + 1)...], body)
                }
            }
        }
        try body()
    }

    private func check(_ code: Int32) throws {
        guard code == SQLITE_OK else { throw DatabaseError(code, of: sqlite3_db_handle(handle)) }
    }

    // MARK: Columns

    var columnCount: Int { Int(sqlite3_column_count(handle)) }

    func columnName(at index: Int) -> String {
        sqlite3_column_name(handle, Int32(index)).map { String(cString: $0) } ?? ""
    }

    /// The value of a column in the current row.
    func value(at index: Int) -> SQLValue {
        switch sqlite3_column_type(handle, Int32(index)) {
        case SQLITE_INTEGER: .integer(sqlite3_column_int64(handle, Int32(index)))
        case SQLITE_FLOAT: .real(sqlite3_column_double(handle, Int32(index)))
        case SQLITE_TEXT: .text(String(decoding: bytes(at: index), as: UTF8.self))
        case SQLITE_BLOB: .blob(Data(bytes(at: index)))
        default: .null
        }
    }

    /// The bytes of a text or blob in the current row.
    func bytes(at index: Int) -> UnsafeRawBufferPointer {
        // The order matters: the first call may convert the value, and the second one counts the result.
        let start = sqlite3_column_blob(handle, Int32(index))
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(index))))
    }
}
