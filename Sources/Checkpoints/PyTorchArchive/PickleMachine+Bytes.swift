import InputOutput

/// The arguments that follow an operation.
extension PickleMachine {
    mutating func take<Value: FixedWidthInteger & BitwiseCopyable>(_ type: Value.Type) throws -> Value {
        guard let value = bytes.integer(at: position, as: type) else { throw truncated }
        position += MemoryLayout<Value>.size
        return value
    }

    mutating func skip(_ count: Int) throws {
        guard bytes.holds(offset: position, count: count) else { throw truncated }
        position += count
    }

    mutating func takeText(_ count: Int) throws -> PickleText {
        let text = PickleText(start: position, count: count)
        try skip(count)
        return text
    }

    /// Reads the text up to the next newline.
    mutating func takeLine() throws -> PickleText {
        let start = position
        guard let end = bytes.bytes[start...].firstIndex(of: UInt8(ascii: "\n")) else { throw truncated }
        position = end + 1
        return PickleText(start: start, count: end - start)
    }

    /// Reads a little-endian two's complement integer preceded by its number of bytes.
    mutating func takeLongInteger() throws -> PickleValue {
        let text = try takeText(Int(try take(UInt8.self)))
        guard text.count <= 8 else { return .longInteger(text) }
        let digits = content(of: text)
        var value = (digits.last ?? 0) & 0x80 == 0 ? 0 : -1
        for digit in digits.reversed() { value = value << 8 | Int(digit) }
        return .integer(value)
    }

    func content(of text: PickleText) -> Slice<UnsafeRawBufferPointer> {
        bytes.bytes[text.start..<text.start + text.count]
    }

    func isText(_ value: PickleValue, _ expected: String) -> Bool {
        guard case .text(let text) = value else { return false }
        return content(of: text).elementsEqual(expected.utf8)
    }

    private var truncated: FledgeError {
        error("the pickle ends within an operation", advice: "copy or download the file again")
    }

    /// An error at the current operation.
    func error(
        _ problem: String, expected: String? = nil, found: String? = nil, advice: String? = nil
    ) -> FledgeError {
        FledgeError(
            .data, at: place.byte(operationStart), problem, expected: expected, found: found, advice: advice)
    }
}
