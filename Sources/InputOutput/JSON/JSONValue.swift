public import Foundation

/// A JSON value.
///
/// Names of members compare as Swift strings, so two names that differ only in Unicode normalization are the same.
public enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// A number written without fraction and exponent that fits.
    case integer(Int)
    /// Any other number.
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])
}

extension JSONValue {
    /// The member of an object; `nil` if there is none or the value is not an object.
    public subscript(_ key: String) -> JSONValue? { objectValue?[key] }

    /// The text of a string.
    public var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The value of a number without a fraction.
    public var integerValue: Int? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int(exactly: value)
        default: nil
        }
    }

    /// The value of any number.
    public var numberValue: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The value of `true` or `false`.
    public var booleanValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The elements of an array.
    public var arrayValue: [JSONValue]? {
        if case .array(let values) = self { values } else { nil }
    }

    /// The members of an object.
    public var objectValue: [String: JSONValue]? {
        if case .object(let members) = self { members } else { nil }
    }
}

extension JSONValue {
    /// Parses a JSON text in UTF-8. If an object has two members of the same name, the later one counts.
    ///
    /// - Parameter path: The path of the file that the bytes come from, for messages.
    /// - Throws: ``FledgeError`` with category `data` at `path:line:column`.
    public init(parsing bytes: UnsafeRawBufferPointer, path: String) throws {
        self = try JSONReader.readDocument(bytes, path: path) { try $0.readValue() }
    }

    /// Parses a JSON text in UTF-8. If an object has two members of the same name, the later one counts.
    ///
    /// - Parameter path: The path of the file that the data comes from, for messages.
    /// - Throws: ``FledgeError`` with category `data` at `path:line:column`.
    public init(parsing data: Data, path: String) throws {
        self = try data.withUnsafeBytes { try JSONValue(parsing: $0, path: path) }
    }

    /// Parses a JSON file.
    ///
    /// - Throws: ``FledgeError`` with category `noInput` if it cannot be read, `data` if it is not JSON.
    public init(contentsOf path: String) throws {
        let file = try MappedFile(path: path)
        self = try withExtendedLifetime(file) { try JSONValue(parsing: file.bytes, path: path) }
    }
}
