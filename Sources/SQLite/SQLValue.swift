package import Foundation

/// A value of one of SQLite's five storage classes.
package enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob(Data)

    /// Converts the value.
    ///
    /// - Parameter column: The column's name, for the error.
    /// - Throws: ``DatabaseError`` with the code `mismatch` if the value has another type.
    func converted<Value: SQLConvertible>(column: @autoclosure () -> String) throws -> Value {
        guard let value = Value(sqlValue: self) else {
            throw DatabaseError(
                resultCode: .mismatch, message: "column \(column()): expected \(Value.self), found \(storageClass)")
        }
        return value
    }

    /// Converts the value; `nil` for NULL.
    func convertedIfNotNull<Value: SQLConvertible>(column: @autoclosure () -> String) throws -> Value? {
        if case .null = self { nil } else { try converted(column: column()) as Value }
    }

    /// The name of the storage class, as SQLite's function `typeof` returns it.
    private var storageClass: String {
        switch self {
        case .null: "null"
        case .integer: "integer"
        case .real: "real"
        case .text: "text"
        case .blob: "blob"
        }
    }
}
