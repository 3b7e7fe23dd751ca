internal import CSQLite

/// The row that a running statement has reached; it is valid until the next one.
package struct SQLCursor: ~Copyable {
    let statement: Statement

    /// The value of a column by its index, from 0.
    ///
    /// - Throws: ``DatabaseError`` with the code `mismatch` if the value is NULL or has another type.
    package subscript<Value: SQLConvertible>(index: Int) -> Value {
        get throws { try statement.value(at: index).converted(column: statement.columnName(at: index)) }
    }

    /// The value of a column by its index, from 0; `nil` for NULL.
    package subscript<Value: SQLConvertible>(index: Int) -> Value? {
        get throws { try statement.value(at: index).convertedIfNotNull(column: statement.columnName(at: index)) }
    }

    /// Passes a blob's bytes to `body` without copying them.
    ///
    /// - Returns: The result of `body`; `nil` if the value is not a blob.
    package func withBytes<Result>(
        at index: Int, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result? {
        guard sqlite3_column_type(statement.handle, Int32(index)) == SQLITE_BLOB else { return nil }
        return try body(statement.bytes(at: index))
    }
}
