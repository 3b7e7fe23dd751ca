public import InputOutput

/// JSON in written form: members keep their order and their duplicates, and nothing needs to be valid.
public indirect enum WrittenJSON: Sendable {
    case text([UInt8])
    case array([WrittenJSON])
    /// Names with their quotation marks, and values.
    case object([(name: [UInt8], value: WrittenJSON)])

    /// A valid value, with its members sorted by name.
    public init(_ value: JSONValue) {
        switch value {
        case .array(let values): self = .array(values.map { WrittenJSON($0) })
        case .object(let members):
            self = .object(members.sorted { $0.key < $1.key }.map { (Self.quoted($0.key), WrittenJSON($0.value)) })
        case .string(let string): self = .text(Self.quoted(string))
        case .null: self = .text(Array("null".utf8))
        case .bool(let value): self = .text(Array("\(value)".utf8))
        case .integer(let value): self = .text(Array("\(value)".utf8))
        case .number(let value): self = .text(Array("\(value)".utf8))
        }
    }

    /// A string in quotation marks.
    public static func quoted(_ string: String) -> [UInt8] { Array(JSONValue.quoted(string).utf8) }

    /// The text, in UTF-8 unless it is damaged.
    public var bytes: [UInt8] {
        switch self {
        case .text(let bytes): bytes
        case .array(let values): Array("[".utf8) + values.map(\.bytes).joined(separator: ",".utf8) + Array("]".utf8)
        case .object(let members):
            Array("{".utf8) + members.map { $0.name + Array(":".utf8) + $0.value.bytes }.joined(separator: ",".utf8)
                + Array("}".utf8)
        }
    }

    /// The number of values, including this one and all nested ones.
    var count: Int {
        switch self {
        case .text: 1
        case .array(let values): values.reduce(1) { $0 + $1.count }
        case .object(let members): members.reduce(1) { $0 + $1.value.count }
        }
    }

    /// Changes the value with an index, counted from this one as 0.
    mutating func change(_ number: Int, _ body: (inout WrittenJSON) -> Void) {
        guard number > 0 else { return body(&self) }
        var rest = number - 1
        switch self {
        case .text: break
        case .array(var values):
            for index in values.indices {
                if rest < values[index].count {
                    values[index].change(rest, body)
                    break
                }
                rest -= values[index].count
            }
            self = .array(values)
        case .object(var members):
            for index in members.indices {
                if rest < members[index].value.count {
                    members[index].value.change(rest, body)
                    break
                }
                rest -= members[index].value.count
            }
            self = .object(members)
        }
    }
}
