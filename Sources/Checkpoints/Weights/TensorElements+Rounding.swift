import InputOutput

extension TensorElements {
    /// Calls `body` with the bytes of elements converted to another type, little-endian, in chunks.
    ///
    /// - Parameters:
    ///   - type: F32, F16 or BF16; or I8, if the values are already integers.
    ///   - place: The file and the tensor, for the message.
    /// - Throws: ``FledgeError`` with category `data` if a finite element is too large for the type.
    static func forEachChunk(
        of values: UnsafeBufferPointer<Float>, as type: TensorElementType, place: String,
        _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let round: (Float) -> UInt16
        switch type {
        case .float32: return try body(UnsafeRawBufferPointer(values))
        case .int8: return try values.map { Int8($0) }.withUnsafeBytes(body)
        case .float16: round = { $0.halfPattern }
        case .bfloat16: round = { $0.brainPattern }
        default: preconditionFailure("tensors are not written as \(type.rawValue)")
        }
        let largest = type == .float16 ? UInt16(0x7C00) : 0x7F80
        var chunk = [UInt16](repeating: 0, count: min(values.count, 1 << 16))
        var start = 0
        while start < values.count {
            let count = min(chunk.count, values.count - start)
            for index in 0..<count {
                let value = values[start + index]
                let rounded = round(value)
                if rounded & 0x7FFF == largest, value.isFinite {
                    throw FledgeError(
                        .data, at: place, "the element \(start + index) is too large for \(type.rawValue)",
                        expected: type == .float16 ? "at most 65504" : "at most 3.39e38", found: "\(value)",
                        advice: type == .float16 ? "write BF16 or F32" : "write F32")
                }
                chunk[index] = rounded.littleEndian
            }
            try chunk.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<(2 * count)])) }
            start += count
        }
    }
}

extension Float {
    /// The nearest BF16 number, ties to even; a NaN stays one.
    var brainPattern: UInt16 {
        if isNaN { return UInt16(truncatingIfNeeded: bitPattern >> 16) | 0x40 }
        return UInt16(truncatingIfNeeded: (bitPattern &+ 0x7FFF &+ (bitPattern >> 16 & 1)) >> 16)
    }

    /// The nearest IEEE 754 half-precision number, ties to even; a NaN stays one.
    var halfPattern: UInt16 {
        let sign = UInt16(truncatingIfNeeded: bitPattern >> 16) & 0x8000
        let magnitude = bitPattern & 0x7FFF_FFFF
        if isNaN { return sign | 0x7E00 | UInt16(truncatingIfNeeded: magnitude >> 13) & 0x03FF }
        if magnitude >= 0x4780_0000 { return sign | 0x7C00 }
        if magnitude < 0x3880_0000 {
            // A subnormal half: its unit is 2⁻²⁴, and scaling by a power of two is exact.
            return sign | UInt16((Float(bitPattern: magnitude) * 0x1p24).rounded(.toNearestOrEven))
        }
        let rounded = magnitude &+ 0x0FFF &+ (magnitude >> 13 & 1)
        return sign | UInt16(truncatingIfNeeded: (rounded &- 0x3800_0000) >> 13)
    }
}
