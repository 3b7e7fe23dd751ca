/// Reading, writing and checking UTF-8 in buffers of bytes.
enum UTF8Bytes {
    /// The scalar that starts at `position`, in bytes that are known to be valid.
    ///
    /// - Returns: The scalar and the number of its bytes.
    @inline(__always)
    static func scalar(in bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> (scalar: UInt32, length: Int) {
        let first = UInt32(bytes[position])
        if first < 0x80 { return (first, 1) }
        let second = UInt32(bytes[position + 1] & 0x3F)
        if first < 0xE0 { return ((first & 0x1F) << 6 | second, 2) }
        let third = UInt32(bytes[position + 2] & 0x3F)
        if first < 0xF0 { return ((first & 0x0F) << 12 | second << 6 | third, 3) }
        return ((first & 0x07) << 18 | second << 12 | third << 6 | UInt32(bytes[position + 3] & 0x3F), 4)
    }

    /// The scalar that ends right before `end`.
    static func scalar(in bytes: UnsafeBufferPointer<UInt8>, endingAt end: Int) -> (scalar: UInt32, length: Int) {
        var start = end - 1
        while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        return scalar(in: bytes, at: start)
    }

    /// Appends the bytes of a scalar.
    @inline(__always)
    static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
        if scalar < 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: scalar))
            return
        }
        if scalar < 0x800 {
            bytes.append(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
        } else {
            if scalar < 0x10000 {
                bytes.append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
            } else {
                bytes.append(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
                bytes.append(UInt8(truncatingIfNeeded: 0x80 | (scalar >> 12 & 0x3F)))
            }
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | (scalar >> 6 & 0x3F)))
        }
        bytes.append(UInt8(truncatingIfNeeded: 0x80 | (scalar & 0x3F)))
    }

    /// The offset of the first byte that does not belong to valid UTF-8 (Unicode 15, table 3-7), or nil.
    static func firstInvalidOffset(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        let raw = UnsafeRawBufferPointer(bytes)
        var position = 0
        while position < bytes.count {
            if position + 8 <= bytes.count,
                raw.loadUnaligned(fromByteOffset: position, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
            {
                position += 8
                continue
            }
            if bytes[position] < 0x80 {
                position += 1
                continue
            }
            guard let length = lengthOfSequence(in: bytes, at: position) else { return position }
            position += length
        }
        return nil
    }

    /// The length of the valid sequence of two to four bytes at `position`, or nil.
    private static func lengthOfSequence(in bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Int? {
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch bytes[position] {
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF:
            length = 3
            if bytes[position] == 0xE0 { second = 0xA0...0xBF }
            if bytes[position] == 0xED { second = 0x80...0x9F }
        case 0xF0...0xF4:
            length = 4
            if bytes[position] == 0xF0 { second = 0x90...0xBF }
            if bytes[position] == 0xF4 { second = 0x80...0x8F }
        default: return nil
        }
        guard position + length <= bytes.count, second.contains(bytes[position + 1]) else { return nil }
        for index in 2..<max(2, length) where bytes[position + index] & 0xC0 != 0x80 { return nil }
        return length
    }
}
