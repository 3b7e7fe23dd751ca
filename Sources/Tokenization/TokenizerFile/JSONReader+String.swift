extension JSONReader {
    /// Reads a string in quotes and appends its content as UTF-8.
    mutating func string(into result: inout [UInt8]) throws {
        advance(by: 1)
        while true {
            let start = position
            var end = start
            while end < bytes.count, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\"),
                bytes[end] >= 0x20
            {
                end += 1
            }
            result.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<end]))
            advance(by: end - start)
            guard end < bytes.count, bytes[end] >= 0x20 else { throw malformed(expected: "the end of a string") }
            if bytes[end] == UInt8(ascii: "\"") { return advance(by: 1) }
            try escape(into: &result)
        }
    }

    /// Reads what starts with a backslash.
    private mutating func escape(into result: inout [UInt8]) throws {
        guard position + 1 < bytes.count else { throw malformed(expected: "an escape sequence") }
        switch bytes[position + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(bytes[position + 1])
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "f"): result.append(0x0C)
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "u"):
            UTF8Bytes.append(try unicodeEscape(), to: &result)
            return
        default: throw malformed(expected: "an escape sequence")
        }
        advance(by: 2)
    }

    /// Reads one `\uXXXX`, or two that are a surrogate pair.
    private mutating func unicodeEscape() throws -> UInt32 {
        let first = try codeUnit()
        guard 0xD800...0xDFFF ~= first else { return first }
        guard first < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { throw malformed(expected: "a surrogate pair") }
        let second = try codeUnit()
        guard 0xDC00...0xDFFF ~= second else { throw malformed(expected: "a surrogate pair") }
        return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
    }

    private mutating func codeUnit() throws -> UInt32 {
        guard position + 6 <= bytes.count else { throw malformed(expected: "four hexadecimal digits") }
        var value: UInt32 = 0
        for byte in bytes[position + 2..<position + 6] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw malformed(expected: "four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
        }
        advance(by: 6)
        return value
    }
}
