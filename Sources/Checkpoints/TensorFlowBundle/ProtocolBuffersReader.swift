/// Reads the fields of a Protocol Buffers message in binary form.
///
/// Source: https://protobuf.dev/programming-guides/encoding/
struct ProtocolBuffersReader {
    /// A field of the message.
    struct Field {
        enum Value {
            case integer(UInt64)
            case fixed64(UInt64)
            case bytes(UnsafeRawBufferPointer)
            case fixed32(UInt32)
        }

        let number: Int
        let value: Value
        /// The start of the field in the message.
        let offset: Int
    }

    private var cursor: ByteCursor

    /// - Parameter message: The message's bytes, which must outlive the reader.
    init(_ message: UnsafeRawBufferPointer) { cursor = ByteCursor(message) }

    /// Returns the next field, known or unknown; `nil` at the end.
    ///
    /// - Throws: ``MalformedBytes``, also for groups, which have long been deprecated.
    mutating func next() throws -> Field? {
        guard !cursor.isAtEnd else { return nil }
        let offset = cursor.offset
        let tag = try cursor.length()
        let number = tag >> 3
        guard number > 0 else { throw MalformedBytes(problem: "a field has the number 0", offset: offset) }
        let value: Field.Value
        switch tag & 7 {
        case 0: value = .integer(try cursor.variableLengthInteger())
        case 1: value = .fixed64(try cursor.fixed(UInt64.self))
        case 2: value = .bytes(try cursor.take(try cursor.length()))
        case 5: value = .fixed32(try cursor.fixed(UInt32.self))
        case 3, 4: throw MalformedBytes(problem: "field \(number) is a group", offset: offset)
        default: throw MalformedBytes(problem: "field \(number) has the unknown type \(tag & 7)", offset: offset)
        }
        return Field(number: number, value: value, offset: offset)
    }
}

extension ProtocolBuffersReader.Field {
    /// The value as an `int64`.
    func int64() throws -> Int64 {
        guard case .integer(let value) = value else { throw wrongType() }
        return Int64(bitPattern: value)
    }

    /// The value as an `int32` or an enumeration; a value out of range is an error.
    func int32() throws -> Int {
        let value = try int64()
        guard let value = Int32(exactly: value) else {
            throw MalformedBytes(problem: "the value \(value) of field \(number) is out of range", offset: offset)
        }
        return Int(value)
    }

    /// The value as a `fixed32`.
    func fixed32() throws -> UInt32 {
        guard case .fixed32(let value) = value else { throw wrongType() }
        return value
    }

    /// Calls `body` with each field of a value that is a message.
    func forEachField(_ body: (ProtocolBuffersReader.Field) throws -> Void) throws {
        guard case .bytes(let bytes) = value else { throw wrongType() }
        var reader = ProtocolBuffersReader(bytes)
        while let field = try reader.next() { try body(field) }
    }

    private func wrongType() -> MalformedBytes {
        MalformedBytes(problem: "field \(number) has the wrong type", offset: offset)
    }
}
