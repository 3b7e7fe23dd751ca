/// Finds the members of the JSON object in a line, strictly by RFC 8259, without building the values.
///
/// A scanner of its own keeps numbers as they are written, names the offending byte, and leaves what is not wanted
/// undecoded.
struct JSONScanner {
    /// What is wrong, and at which byte of the line.
    struct Problem: Error {
        var offset: Int
        var message: String
    }

    private static let deepest = 512

    private let line: UnsafeRawBufferPointer
    private var index = 0

    init(_ line: UnsafeRawBufferPointer) { self.line = line }

    /// Gives each member of the line's object to `body`, in order.
    mutating func members(_ body: (_ key: JSONValue, _ value: JSONValue) -> Void) throws(Problem) {
        skipSpace()
        guard peek() == UInt8(ascii: "{") else {
            throw Problem(offset: index, message: "the line is not a JSON object")
        }
        try object(depth: 1, body)
        skipSpace()
        guard index == line.count else { throw unexpected("the line's end") }
    }

    private mutating func object(
        depth: Int, _ body: (_ key: JSONValue, _ value: JSONValue) -> Void
    ) throws(Problem) {
        index += 1
        skipSpace()
        if take(UInt8(ascii: "}")) { return }
        while true {
            guard peek() == UInt8(ascii: "\"") else { throw unexpected("a key in quotes") }
            let key = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw unexpected("a colon") }
            body(key, try value(depth: depth))
            if take(UInt8(ascii: "}")) { return }
            guard take(UInt8(ascii: ",")) else { throw unexpected("a comma or }") }
            skipSpace()
        }
    }

    private mutating func array(depth: Int) throws(Problem) {
        index += 1
        skipSpace()
        if take(UInt8(ascii: "]")) { return }
        while true {
            _ = try value(depth: depth)
            if take(UInt8(ascii: "]")) { return }
            guard take(UInt8(ascii: ",")) else { throw unexpected("a comma or ]") }
        }
    }

    /// One value with the space around it.
    private mutating func value(depth: Int) throws(Problem) -> JSONValue {
        skipSpace()
        defer { skipSpace() }
        let start = index
        guard let byte = peek() else { throw unexpected("a value") }
        switch byte {
        case UInt8(ascii: "\""):
            return try string()
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard depth < Self.deepest else { throw Problem(offset: index, message: "the JSON is nested too deeply") }
            let isObject = byte == UInt8(ascii: "{")
            if isObject { try object(depth: depth + 1) { _, _ in } } else { try array(depth: depth + 1) }
            return JSONValue(kind: isObject ? .object : .array, range: start..<index)
        case UInt8(ascii: "t"):
            try literal("true")
            return JSONValue(kind: .boolean, range: start..<index)
        case UInt8(ascii: "f"):
            try literal("false")
            return JSONValue(kind: .boolean, range: start..<index)
        case UInt8(ascii: "n"):
            try literal("null")
            return JSONValue(kind: .null, range: start..<index)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            try number()
            return JSONValue(kind: .number, range: start..<index)
        default:
            throw unexpected("a value")
        }
    }

    private mutating func literal(_ word: StaticString) throws(Problem) {
        for offset in 0..<word.utf8CodeUnitCount {
            guard take(word.utf8Start[offset]) else { throw unexpected("\"\(word)\"") }
        }
    }

    private mutating func number() throws(Problem) {
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
    }

    private mutating func digits() throws(Problem) {
        let start = index
        while let byte = peek(), (0x30...0x39).contains(byte) { index += 1 }
        guard index > start else { throw unexpected("a digit") }
    }

    private mutating func string() throws(Problem) -> JSONValue {
        index += 1
        let start = index
        var hasEscapes = false
        while index < line.count {
            let byte = line[index]
            if byte == UInt8(ascii: "\"") {
                index += 1
                return JSONValue(kind: .string, range: start..<index - 1, hasEscapes: hasEscapes)
            }
            guard byte >= 0x20 else {
                throw Problem(offset: index, message: "a control character is not escaped")
            }
            index += 1
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                try escape()
            }
        }
        throw Problem(offset: start - 1, message: "the string has no closing quote")
    }

    /// What follows a backslash.
    private mutating func escape() throws(Problem) {
        let start = index - 1
        let wrong = Problem(offset: start, message: "the escape is not known")
        guard let byte = peek() else { throw wrong }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return
        case UInt8(ascii: "u"):
            guard let code = Self.codeUnit(line, at: index) else { throw wrong }
            index += 4
            guard code & 0xF800 == 0xD800 else { return }
            guard code & 0xFC00 == 0xD800, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")),
                let low = Self.codeUnit(line, at: index), low & 0xFC00 == 0xDC00
            else { throw Problem(offset: start, message: "the escape is half of a surrogate pair") }
            index += 4
        default:
            throw wrong
        }
    }

    /// The number that the four hexadecimal digits at an offset stand for.
    static func codeUnit(_ line: UnsafeRawBufferPointer, at offset: Int) -> UInt32? {
        guard offset + 4 <= line.count else { return nil }
        var code: UInt32 = 0
        for byte in line[offset..<offset + 4] {
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else { return nil }
            code = code << 4 | UInt32(digit)
        }
        return code
    }

    private func peek() -> UInt8? { index < line.count ? line[index] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { index += 1 }
    }

    private func unexpected(_ wanted: String) -> Problem {
        Problem(offset: index, message: index < line.count ? "\(wanted) is missing" : "the line ends before \(wanted)")
    }
}
