/// A row of a result, independent of the statement that returned it.
package struct SQLRow: Hashable, Sendable {
    package let columnNames: [String]
    package let values: [SQLValue]

    /// The value of a column by its name, as the statement spells it.
    ///
    /// - Throws: ``DatabaseError`` with the code `mismatch` if the value is NULL or has another type, and `error` if
    ///   there is no such column.
    package subscript<Value: SQLConvertible>(name: String) -> Value {
        get throws { try self[position(of: name)] }
    }

    /// The value of a column by its name; `nil` for NULL.
    package subscript<Value: SQLConvertible>(name: String) -> Value? {
        get throws { try self[position(of: name)] }
    }

    /// The value of a column by its index, from 0.
    package subscript<Value: SQLConvertible>(index: Int) -> Value {
        get throws { try values[index].converted(column: columnNames[index]) }
    }

    /// The value of a column by its index, from 0; `nil` for NULL.
    package subscript<Value: SQLConvertible>(index: Int) -> Value? {
        get throws { try values[index].convertedIfNotNull(column: columnNames[index]) }
    }

    private func position(of name: String) throws -> Int {
        guard let index = columnNames.firstIndex(of: name) else {
            throw DatabaseError(resultCode: .error, message: "no such column: \(name)")
        }
        return index
    }
}
