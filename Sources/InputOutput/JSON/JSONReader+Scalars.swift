extension JSONReader {
    /// Reads a string that starts with the quotation mark at the current position.
    package mutating func readString() throws -> String {
        advance()
        let start = position
        skipPlainCharacters()
        if byteHere == UInt8(ascii: "\"") {
            let text = try text(in: start..<position)
            advance()
            return text
        }
        var result = try text(in: start..<position)
        while let byte = byteHere, byte != UInt8(ascii: "\"") {
            if byte == UInt8(ascii: "\\") {
                advance()
                result.unicodeScalars.append(try readEscape())
            } else if byte < 0x20 {
                throw unexpected("an escaped control character")
            } else {
                let start = position
                skipPlainCharacters()
                result += try text(in: start..<position)
            }
        }
        guard byteHere != nil else { throw unexpected("'\"'") }
        advance()
        return result
    }

    /// Moves to the next quotation mark, backslash or control character.
    private mutating func skipPlainCharacters() {
        var end = position
        while end < bytes.count {
            let byte = bytes[end]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
            end += 1
        }
        advance(end - position)
    }

    private func text(in range: Range<Int>) throws -> String {
        let characters = UnsafeRawBufferPointer(rebasing: bytes[range])
        // The validating initializer of strings is generic code, too slow for the short names that most strings are.
        if let offset = UTF8Validation.firstInvalidByte(in: characters) {
            throw JSONSyntaxError(
                offset: range.lowerBound + offset, expected: "text in UTF-8", found: "bytes that are not UTF-8")
        }
        return String(decoding: characters, as: UTF8.self)
    }

    /// Reads the rest of an escape sequence after the backslash.
    private mutating func readEscape() throws -> Unicode.Scalar {
        guard let byte = byteHere else { throw unexpected("an escape sequence") }
        let scalar: Unicode.Scalar? =
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): Unicode.Scalar(byte)
            case UInt8(ascii: "b"): "\u{08}"
            case UInt8(ascii: "f"): "\u{0C}"
            case UInt8(ascii: "n"): "\n"
            case UInt8(ascii: "r"): "\r"
            case UInt8(ascii: "t"): "\t"
            case UInt8(ascii: "u"): nil
            default: throw unexpected("one of \" \\ / b f n r t u after a backslash")
            }
        advance()
        return try scalar ?? readCodePoint()
    }

    /// Reads the four digits after `\u`, and the second half of a surrogate pair, if any.
    private mutating func readCodePoint() throws -> Unicode.Scalar {
        let start = position
        let unit = try readFourHexadecimalDigits()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        let end = position
        if unit < 0xDC00, bytes[position...].starts(with: #"\u"#.utf8) {
            advance(2)
            let second = try readFourHexadecimalDigits()
            if (0xDC00...0xDFFF).contains(second),
                let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00))
            {
                return scalar
            }
        }
        if replacesLoneSurrogates {
            replaceLoneSurrogate(continuingAt: end)
            return "\u{FFFD}"
        }
        throw JSONSyntaxError(offset: start, expected: "a pair of surrogates", found: "half of one")
    }

    private mutating func readFourHexadecimalDigits() throws -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = byteHere, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw unexpected("four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            advance()
        }
        return value
    }

    /// Reads a number, as an integer if it is written as one and fits.
    mutating func readNumber() throws -> JSONValue {
        let start = position
        var isInteger = true
        if byteHere == UInt8(ascii: "-") { advance() }
        if byteHere == UInt8(ascii: "0") { advance() } else { try readDigits() }
        if byteHere == UInt8(ascii: ".") {
            isInteger = false
            advance()
            try readDigits()
        }
        if byteHere == UInt8(ascii: "e") || byteHere == UInt8(ascii: "E") {
            isInteger = false
            advance()
            if byteHere == UInt8(ascii: "+") || byteHere == UInt8(ascii: "-") { advance() }
            try readDigits()
        }
        if isInteger, position - start <= 18 { return .integer(integer(in: start..<position)) }
        let text = try text(in: start..<position)
        if isInteger, let integer = Int(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else {
            throw JSONSyntaxError(offset: start, expected: "a number of at most 1.8e308", found: text)
        }
        return .number(number)
    }

    /// The value of an integer that cannot overflow.
    private func integer(in range: Range<Int>) -> Int {
        let isNegative = bytes[range.lowerBound] == UInt8(ascii: "-")
        var magnitude = 0
        for index in range.dropFirst(isNegative ? 1 : 0) { magnitude = magnitude * 10 + Int(bytes[index] & 0xF) }
        return isNegative ? -magnitude : magnitude
    }

    private mutating func readDigits() throws {
        let start = position
        while let byte = byteHere, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { advance() }
        guard position > start else { throw unexpected("a digit") }
    }
}
