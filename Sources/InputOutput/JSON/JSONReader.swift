/// An error in JSON syntax.
package struct JSONSyntaxError: Error, Equatable {
    /// The position of the first offending byte.
    package var offset: Int
    /// The syntax expected there.
    package var expected: String
    /// The text found instead.
    package var found: String
}

/// Reads JSON (RFC 8259) from bytes, one value after another.
///
/// Members of an object arrive in the order of the text and with their duplicates, which a dictionary would hide.
/// The bytes must outlive the reader.
package struct JSONReader {
    /// The maximum nesting depth of arrays and objects.
    package static let nestingLimit = 256

    package let bytes: UnsafeRawBufferPointer
    package private(set) var position = 0
    /// True if half of a surrogate pair in a string is read as U+FFFD and counted instead of being an error.
    package var replacesLoneSurrogates = false
    package private(set) var loneSurrogateCount = 0
    private var depth = 0

    package init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Reads a file's only value with `body`, and reports the location of syntax errors.
    ///
    /// - Parameters:
    ///   - bytes: The content of the file.
    ///   - path: The path of the file, for messages.
    /// - Throws: ``FledgeError`` with category `data` at `path:line:column`, and any other errors of `body`.
    package static func readDocument<Result>(
        _ bytes: UnsafeRawBufferPointer, path: String, _ body: (inout JSONReader) throws -> Result
    ) throws -> Result {
        var reader = JSONReader(bytes)
        do {
            let result = try body(&reader)
            try reader.expectEnd()
            return result
        } catch let error as JSONSyntaxError {
            let lineStart = bytes[..<error.offset].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            let column = 1 + bytes[lineStart..<error.offset].count { $0 & 0xC0 != 0x80 }
            throw FledgeError(
                .data, at: "\(path):\(reader.line(at: error.offset)):\(column)", "the file is not valid JSON",
                expected: error.expected, found: error.found,
                advice: error.offset == bytes.count ? "the file may have been cut off; fetch it again" : nil)
        }
    }

    /// The line of a position, from 1.
    package func line(at offset: Int) -> Int { 1 + bytes[..<offset].count { $0 == UInt8(ascii: "\n") } }

    /// Checks that only white space follows.
    package mutating func expectEnd() throws {
        skipWhiteSpace()
        guard position == bytes.count else { throw unexpected("the end of the text") }
    }

    /// Reads the next value. If an object has two members of the same name, the later one counts.
    package mutating func readValue() throws -> JSONValue {
        switch nextByte() {
        case UInt8(ascii: "{"):
            var members: [String: JSONValue] = [:]
            try readObject { name, reader in members[name] = try reader.readValue() }
            return .object(members)
        case UInt8(ascii: "["):
            var values: [JSONValue] = []
            try readArray { values.append(try $0.readValue()) }
            return .array(values)
        case UInt8(ascii: "\""):
            return .string(try readString())
        case .some(UInt8(ascii: "0")...UInt8(ascii: "9")), UInt8(ascii: "-"):
            return try readNumber()
        case UInt8(ascii: "t"):
            try readWord("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try readWord("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try readWord("null")
            return .null
        default:
            throw unexpected("a value")
        }
    }

    /// Reads an object and calls `member` with each name; `member` must read the value.
    package mutating func readObject(_ member: (_ name: String, _ reader: inout JSONReader) throws -> Void) throws {
        try descend("{")
        if nextByte() == UInt8(ascii: "}") {
            position += 1
        } else {
            repeat {
                guard nextByte() == UInt8(ascii: "\"") else { throw unexpected("a name in quotation marks") }
                let name = try readString()
                guard nextByte() == UInt8(ascii: ":") else { throw unexpected("':'") }
                position += 1
                try member(name, &self)
            } while try readSeparator(orEnd: "}")
        }
        depth -= 1
    }

    /// Reads an array and calls `element` for each element; `element` must read the value.
    package mutating func readArray(_ element: (_ reader: inout JSONReader) throws -> Void) throws {
        try descend("[")
        if nextByte() == UInt8(ascii: "]") {
            position += 1
        } else {
            repeat { try element(&self) } while try readSeparator(orEnd: "]")
        }
        depth -= 1
    }

    private mutating func descend(_ bracket: Unicode.Scalar) throws {
        guard nextByte() == UInt8(ascii: bracket) else { throw unexpected("'\(bracket)'") }
        guard depth < Self.nestingLimit else {
            throw JSONSyntaxError(
                offset: position, expected: "at most \(Self.nestingLimit) nested arrays and objects",
                found: "one more '\(bracket)'")
        }
        depth += 1
        position += 1
    }

    /// Reads a comma (true) or the closing bracket (false).
    private mutating func readSeparator(orEnd end: Unicode.Scalar) throws -> Bool {
        let byte = nextByte()
        guard byte == UInt8(ascii: ",") || byte == UInt8(ascii: end) else { throw unexpected("',' or '\(end)'") }
        position += 1
        return byte == UInt8(ascii: ",")
    }

    private mutating func readWord(_ word: StaticString) throws {
        let letters = UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard bytes[position...].starts(with: letters) else { throw unexpected("'\(word)'") }
        position += letters.count
    }

    /// Skips white space and returns the next byte without reading it; `nil` at the end.
    package mutating func nextByte() -> UInt8? {
        skipWhiteSpace()
        return byteHere
    }

    /// The byte at the current position; `nil` at the end.
    package var byteHere: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Moves past `count` bytes.
    package mutating func advance(_ count: Int = 1) {
        position += count
    }

    /// Counts a half surrogate pair that was read as U+FFFD, and continues at `offset`.
    mutating func replaceLoneSurrogate(continuingAt offset: Int) {
        loneSurrogateCount += 1
        position = offset
    }

    private mutating func skipWhiteSpace() {
        while let byte = byteHere, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    /// Creates the error for an unexpected byte at the current position.
    package func unexpected(_ expected: String) -> JSONSyntaxError {
        let found: String =
            switch byteHere {
            case nil: "the end of the text"
            case .some(let byte) where byte > 0x20 && byte < 0x7F: "'\(Unicode.Scalar(byte))'"
            case .some(let byte): "the byte \(byte)"
            }
        return JSONSyntaxError(offset: position, expected: expected, found: found)
    }
}
