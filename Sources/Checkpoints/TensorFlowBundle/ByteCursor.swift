/// A problem in bytes, and its offset.
package struct MalformedBytes: Error, Equatable {
    /// The problem, as the end of a sentence about the bytes, for instance "a number does not end".
    package let problem: String
    /// The offset of the first invalid byte.
    package let offset: Int

    package init(problem: String, offset: Int) {
        self.problem = problem
        self.offset = offset
    }
}

/// Reads numbers and byte ranges one after another, and never beyond the end.
struct ByteCursor {
    let bytes: UnsafeRawBufferPointer
    private(set) var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { offset == bytes.count }
    var remaining: Int { bytes.count - offset }

    mutating func byte() throws -> UInt8 {
        guard offset < bytes.count else { throw MalformedBytes(problem: "the bytes end too early", offset: offset) }
        defer { offset += 1 }
        return bytes[offset]
    }

    /// Reads a number in groups of seven bits, the lowest first; the bit 128 is set in all bytes but the last.
    mutating func variableLengthInteger() throws -> UInt64 {
        let start = offset
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 63, by: 7) {
            let byte = try byte()
            guard shift < 63 || byte <= 1 else { break }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw MalformedBytes(problem: "a number has more than 64 bits", offset: start)
    }

    /// Reads a variable-length number of bytes; a value above 2³¹ - 1 is an error.
    mutating func length() throws -> Int {
        let start = offset
        let value = try variableLengthInteger()
        guard value <= UInt64(Int32.max) else {
            throw MalformedBytes(problem: "the length \(value) is out of range", offset: start)
        }
        return Int(value)
    }

    /// Reads a little-endian number of the type's size.
    mutating func fixed<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
        Number(littleEndian: try take(MemoryLayout<Number>.size).loadUnaligned(as: Number.self))
    }

    /// Reads the next `count` bytes; `count` must not be negative.
    mutating func take(_ count: Int) throws -> UnsafeRawBufferPointer {
        guard count <= remaining else { throw MalformedBytes(problem: "the bytes end too early", offset: offset) }
        defer { offset += count }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + count)])
    }
}
