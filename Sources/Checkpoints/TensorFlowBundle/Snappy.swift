/// Decompresses Snappy's raw format: the length of the result, then literal bytes and copies of earlier bytes.
///
/// Source: https://github.com/google/snappy/blob/main/format_description.txt
package enum Snappy {
    /// Decompresses `source`.
    ///
    /// At most 22 times the size of the source is allocated, since no valid stream can expand further.
    ///
    /// - Throws: ``MalformedBytes`` with the offset in `source`.
    package static func decompress(_ source: UnsafeRawBufferPointer) throws -> [UInt8] {
        var cursor = ByteCursor(source)
        let count = try cursor.length()
        // The densest element is a copy of 64 bytes in 3.
        guard count <= cursor.remaining * 64 / 3 else {
            throw MalformedBytes(
                problem: "a length of \(count) bytes cannot come out of \(source.count) bytes", offset: 0)
        }
        return try [UInt8](unsafeUninitializedCapacity: count) { destination, produced in
            while !cursor.isAtEnd { try decompressElement(&cursor, into: destination, limit: count, &produced) }
            guard produced == count else {
                throw MalformedBytes(
                    problem: "\(produced) bytes came out instead of \(count)", offset: source.count)
            }
        }
    }

    private static func decompressElement(
        _ cursor: inout ByteCursor, into destination: UnsafeMutableBufferPointer<UInt8>, limit: Int,
        _ produced: inout Int
    ) throws {
        let start = cursor.offset
        let tag = try cursor.byte()
        let upperBits = Int(tag >> 2)
        let length: Int
        let distance: Int
        switch tag & 3 {
        case 0:
            length = try literalLength(upperBits, &cursor)
            distance = 0
        case 1:
            length = 4 + upperBits & 7
            distance = Int(tag >> 5) << 8 + Int(try cursor.byte())
        case 2:
            length = upperBits + 1
            distance = Int(try cursor.fixed(UInt16.self))
        default:
            length = upperBits + 1
            distance = Int(try cursor.fixed(UInt32.self))
        }
        guard length <= limit - produced else {
            throw MalformedBytes(problem: "more than the \(limit) bytes that were announced come out", offset: start)
        }
        if tag & 3 == 0 {
            let literal = try cursor.take(length)
            UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(destination)[produced...])
                .copyMemory(from: literal)
        } else {
            guard distance > 0, distance <= produced else {
                throw MalformedBytes(
                    problem: "a copy reaches back \(distance) bytes where \(produced) came before", offset: start)
            }
            // Byte by byte, since a copy may overlap its own output.
            for index in produced..<(produced + length) { destination[index] = destination[index - distance] }
        }
        produced += length
    }

    /// The length of a literal: up to 60 in the tag itself, otherwise in one to four bytes after it.
    private static func literalLength(_ upperBits: Int, _ cursor: inout ByteCursor) throws -> Int {
        guard upperBits >= 60 else { return upperBits + 1 }
        var length = 0
        for index in 0...(upperBits - 60) { length |= Int(try cursor.byte()) << (8 * index) }
        return length + 1
    }
}
