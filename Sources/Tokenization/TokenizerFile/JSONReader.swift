import InputOutput

/// Reads JSON from bytes, strictly and from front to back, so that a large part can go straight where it belongs.
///
/// The vocabulary of a tokenizer.json is a member of 30,000 names; reading it into flat arrays takes a tenth of the
/// time that a general decoder needs, and the positions of values let a file be rewritten in one place.
struct JSONReader {
    let bytes: UnsafeBufferPointer<UInt8>
    let path: String
    private(set) var position = 0
    private var depth = 0
    private static let greatestDepth = 128

    /// - Throws: `FledgeError` with category `data` where the bytes are not UTF-8.
    init(_ bytes: UnsafeBufferPointer<UInt8>, path: String) throws {
        self.bytes = bytes
        self.path = path
        guard bytes.count <= Int32.max else {
            throw FledgeError(.data, at: path, "the file is too large", expected: "less than 2 GiB")
        }
        if let offset = UTF8Bytes.firstInvalidOffset(in: bytes) {
            position = offset
            throw malformed(expected: "UTF-8", found: "an invalid byte at offset \(offset)")
        }
    }

    /// Reads one value and nothing but white space after it.
    static func document(_ bytes: UnsafeBufferPointer<UInt8>, path: String) throws -> JSONValue {
        var reader = try JSONReader(bytes, path: path)
        let value = try reader.value()
        try reader.end()
        return value
    }

    mutating func advance(by count: Int) { position += count }

    // MARK: Structure

    /// The next byte that is not white space, not yet taken; nil at the end.
    mutating func peek() -> UInt8? {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return bytes[position]
            }
        }
        return nil
    }

    mutating func end() throws {
        if peek() != nil { throw malformed(expected: "the end of the file") }
    }

    /// Reads an object and calls `member` for each name, with the reader in front of the value, which it must read.
    mutating func object(_ member: (inout JSONReader, String) throws -> Void) throws {
        try nested(from: "{", to: "}", what: "an object") { reader in
            let name = try reader.name()
            try member(&reader, name)
        }
    }

    /// Reads the name of a member and the colon.
    private mutating func name() throws -> String {
        var name: [UInt8] = []
        try memberName(into: &name)
        return String(decoding: name, as: UTF8.self)
    }

    /// Appends the name of a member to `result` and takes the colon.
    mutating func memberName(into result: inout [UInt8]) throws {
        guard peek() == UInt8(ascii: "\"") else { throw malformed(expected: "a name in quotes") }
        try string(into: &result)
        guard peek() == UInt8(ascii: ":") else { throw malformed(expected: "\":\"") }
        position += 1
    }

    /// Reads what stands between two brackets, separated by commas.
    mutating func nested(
        from open: Unicode.Scalar, to close: Unicode.Scalar, what: String, _ element: (inout JSONReader) throws -> Void
    ) throws {
        guard peek() == UInt8(ascii: open) else { throw malformed(expected: what) }
        depth += 1
        guard depth <= Self.greatestDepth else {
            throw malformed(expected: "at most \(Self.greatestDepth) levels of nesting")
        }
        position += 1
        if peek() == UInt8(ascii: close) {
            position += 1
        } else {
            while true {
                try element(&self)
                let next = peek()
                guard next == UInt8(ascii: ",") || next == UInt8(ascii: close) else {
                    throw malformed(expected: "\",\" or \"\(close)\"")
                }
                position += 1
                if next == UInt8(ascii: close) { break }
            }
        }
        depth -= 1
    }

    // MARK: Values

    /// Reads any value.
    mutating func value() throws -> JSONValue {
        switch peek() {
        case UInt8(ascii: "{"):
            var members: [JSONValue.Member] = []
            try object { reader, name in members.append(.init(name: name, value: try reader.value())) }
            return .object(members)
        case UInt8(ascii: "["):
            var elements: [JSONValue] = []
            try nested(from: "[", to: "]", what: "an array") { elements.append(try $0.value()) }
            return .array(elements)
        case UInt8(ascii: "\""):
            var text: [UInt8] = []
            try string(into: &text)
            return .string(String(decoding: text, as: UTF8.self))
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws -> JSONValue {
        let length = text.utf8CodeUnitCount
        guard position + length <= bytes.count,
            UnsafeBufferPointer(rebasing: bytes[position..<position + length])
                .elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: length))
        else { throw malformed(expected: "a value") }
        position += length
        return value
    }

    /// Reads a number.
    mutating func number() throws -> Double {
        _ = peek()
        let start = position
        if at("-") { position += 1 }
        if at("0") { position += 1 } else { try digits() }
        let isShort = position - start < 16
        if at(".") {
            position += 1
            try digits()
        } else if isShort, !at("e"), !at("E") {
            return Double(small(start..<position))
        }
        if at("e") || at("E") {
            position += 1
            if at("+") || at("-") { position += 1 }
            try digits()
        }
        guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)) else {
            throw malformed(expected: "a number")
        }
        return value
    }

    private func at(_ character: Unicode.Scalar) -> Bool {
        position < bytes.count && bytes[position] == UInt8(ascii: character)
    }

    private mutating func digits() throws {
        let start = position
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
        if position == start { throw malformed(expected: "a value") }
    }

    private func small(_ range: Range<Int>) -> Int {
        var value = 0
        for byte in bytes[range] where byte != UInt8(ascii: "-") { value = value * 10 + Int(byte & 0xF) }
        return bytes[range.lowerBound] == UInt8(ascii: "-") ? -value : value
    }

    // MARK: Errors

    /// The line of a position, from 1.
    func line(at position: Int) -> Int {
        bytes[..<min(position, bytes.count)].count { $0 == UInt8(ascii: "\n") } + 1
    }

    func malformed(expected: String, found: String? = nil) -> FledgeError {
        let here =
            position < bytes.count
            ? "\(JSONText.quoted(String(decoding: bytes[position..<min(position + 12, bytes.count)], as: UTF8.self)))"
            : "the end of the file"
        return FledgeError(
            .data, at: "\(path):\(line(at: position))", "malformed JSON", expected: expected, found: found ?? here,
            advice: "the file may have been cut off; fetch it again")
    }
}
