/// Text in another encoding, converted to UTF-8.
///
/// Ill-formed UTF-16, such as half a surrogate pair, becomes bytes that are not UTF-8, so that the line is rejected
/// like any other ill-formed one.
final class TranscodingSource: ByteSource {
    /// The unit of an encoding.
    enum Unit {
        case latin1, windows1252, utf16LittleEndian, utf16BigEndian
    }

    private let source: any ByteSource
    private let unit: Unit
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    private var output: [UInt8] = []
    private var position = 0
    /// The first byte of a unit whose second byte has not arrived yet.
    private var oddByte: UInt8?
    private var highSurrogate: UInt32?
    private var isAtEnd = false

    private static let illFormed: UInt8 = 0xFF

    init(_ source: any ByteSource, _ unit: Unit) {
        self.source = source
        self.unit = unit
    }

    deinit { buffer.deallocate() }

    func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        while position == output.count {
            if isAtEnd { return 0 }
            output.removeAll(keepingCapacity: true)
            position = 0
            let count = try source.read(into: buffer)
            isAtEnd = count == 0
            if isAtEnd { finish() } else { decode(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
        }
        let count = min(target.count, output.count - position)
        output.withUnsafeBytes {
            target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count]))
        }
        position += count
        return count
    }

    private func decode(_ bytes: UnsafeRawBufferPointer) {
        switch unit {
        case .latin1:
            for byte in bytes { append(UInt32(byte)) }
        case .windows1252:
            for byte in bytes {
                append(
                    (0x80...0x9F).contains(byte) ? UInt32(TextEncoding.windowsScalars[Int(byte) - 0x80]) : UInt32(byte))
            }
        case .utf16LittleEndian, .utf16BigEndian:
            for byte in bytes {
                guard let first = oddByte else {
                    oddByte = byte
                    continue
                }
                oddByte = nil
                let (low, high) = unit == .utf16LittleEndian ? (first, byte) : (byte, first)
                appendUnit(UInt32(high) << 8 | UInt32(low))
            }
        }
    }

    private func appendUnit(_ unit: UInt32) {
        let high = highSurrogate
        highSurrogate = nil
        switch unit {
        case 0xD800...0xDBFF:
            if high != nil { output.append(Self.illFormed) }
            highSurrogate = unit
        case 0xDC00...0xDFFF:
            guard let high else { return output.append(Self.illFormed) }
            append(0x10000 + (high - 0xD800) << 10 + (unit - 0xDC00))
        default:
            if high != nil { output.append(Self.illFormed) }
            append(unit)
        }
    }

    private func finish() {
        if oddByte != nil || highSurrogate != nil { output.append(Self.illFormed) }
    }

    /// Appends a scalar's UTF-8.
    private func append(_ scalar: UInt32) {
        switch scalar {
        case 0..<0x80: output.append(UInt8(scalar))
        case 0x80..<0x800: append([0xC0 | scalar >> 6, continuation(scalar)])
        case 0x800..<0x10000: append([0xE0 | scalar >> 12, continuation(scalar >> 6), continuation(scalar)])
        default:
            append([
                0xF0 | scalar >> 18, continuation(scalar >> 12), continuation(scalar >> 6), continuation(scalar),
            ])
        }
    }

    private func continuation(_ bits: UInt32) -> UInt32 { 0x80 | bits & 0x3F }

    private func append(_ bytes: [UInt32]) { for byte in bytes { output.append(UInt8(byte)) } }
}
