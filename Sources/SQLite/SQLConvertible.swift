package import Foundation

/// A type whose values are stored in a database and read back.
package protocol SQLConvertible {
    var sqlValue: SQLValue { get }

    /// Creates a value; `nil` if the stored one is NULL, has another type or does not fit.
    init?(sqlValue: SQLValue)
}

extension SQLConvertible where Self: FixedWidthInteger {
    package var sqlValue: SQLValue { .integer(Int64(self)) }

    package init?(sqlValue: SQLValue) {
        guard case .integer(let number) = sqlValue else { return nil }
        self.init(exactly: number)
    }
}

extension Int: SQLConvertible {}
extension Int32: SQLConvertible {}
extension Int64: SQLConvertible {}

/// NaN is stored as NULL, since SQLite has no NaN.
extension Double: SQLConvertible {
    package var sqlValue: SQLValue { .real(self) }

    package init?(sqlValue: SQLValue) {
        switch sqlValue {
        case .real(let number): self = number
        // A number without a fraction in a column that does not require real numbers.
        case .integer(let number): self.init(number)
        default: return nil
        }
    }
}

extension String: SQLConvertible {
    package var sqlValue: SQLValue { .text(self) }

    package init?(sqlValue: SQLValue) {
        guard case .text(let text) = sqlValue else { return nil }
        self = text
    }
}

extension Data: SQLConvertible {
    package var sqlValue: SQLValue { .blob(self) }

    package init?(sqlValue: SQLValue) {
        guard case .blob(let bytes) = sqlValue else { return nil }
        self = bytes
    }
}
