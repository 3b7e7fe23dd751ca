/// A JSON value (RFC 8259) with the members of objects in the order of the file.
enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([Member])

    struct Member: Sendable, Equatable {
        let name: String
        let value: JSONValue
    }

    /// The member of an object with this name; nil where it is absent, null, or this is no object.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        let value = members.last { $0.name == name }?.value
        return value == .null ? nil : value
    }

    /// What kind of value this is, in words for an error.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let value): Int(exactly: value).map(String.init) ?? String(value)
        case .string(let text): JSONText.quoted(text)
        case .array: "an array"
        case .object: "an object"
        }
    }
}
