/// A value in a line of JSON, by its place.
struct JSONValue {
    enum Kind {
        case string, number, boolean, null, array, object
    }

    var kind: Kind
    /// The value's bytes in the line; a string's without the quotes.
    var range: Range<Int>
    /// Whether a string holds escapes.
    var hasEscapes = false

    /// The value as written; a string without quotes and with its escapes resolved.
    func text(in line: UnsafeRawBufferPointer) -> String {
        let content = line[range]
        guard hasEscapes else { return String(decoding: content, as: UTF8.self) }
        return String(decoding: unescaped(UnsafeRawBufferPointer(rebasing: content)), as: UTF8.self)
    }

    /// What the value is, for errors.
    func shown(in line: UnsafeRawBufferPointer) -> String {
        let text = Spelling.shortened(text(in: line))
        return switch kind {
        case .string: "the string \"\(text)\""
        case .number: "the number \(text)"
        case .boolean, .null: text
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// Resolves escapes that ``JSONScanner`` has found to be well-formed.
    private func unescaped(_ content: UnsafeRawBufferPointer) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(content.count)
        var index = 0
        while index < content.count {
            let byte = content[index]
            index += 1
            guard byte == 0x5C else {
                bytes.append(byte)
                continue
            }
            let escape = content[index]
            index += 1
            switch escape {
            case UInt8(ascii: "b"): bytes.append(0x08)
            case UInt8(ascii: "f"): bytes.append(0x0C)
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "u"):
                var code = JSONScanner.codeUnit(content, at: index) ?? 0xFFFD
                index += 4
                if code & 0xFC00 == 0xD800, let low = JSONScanner.codeUnit(content, at: index + 2) {
                    code = 0x10000 + ((code & 0x3FF) << 10 | low & 0x3FF)
                    index += 6
                }
                bytes.append(contentsOf: String(UnicodeScalar(code) ?? "\u{FFFD}").utf8)
            default: bytes.append(escape)
            }
        }
        return bytes
    }
}
