import Checkpoints
import Foundation
import InputOutput
import TestSupport
import Testing

@Suite struct SafetensorsReadTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// Reads elements of a type back as floats, from an aligned and an unaligned position.
    private func floats<Element>(_ dtype: String, _ elements: [Element]) throws -> [Float] {
        let data = elements.withUnsafeBytes { Data($0) }
        let results = try (0..<8).map { padding in
            let path = try directory.write(
                "\(padding)", safetensors(dtype: dtype, elements: data, count: elements.count, headerPadding: padding))
            let file = try SafetensorsFile(path: path)
            var result = [Float](repeating: .signalingNaN, count: elements.count)
            try result.withUnsafeMutableBufferPointer { try file.read("x", into: $0) }
            return result
        }
        for result in results { #expect(result.map(\.bitPattern) == results[0].map(\.bitPattern)) }
        return results[0]
    }

    @Test func float32IsCopiedBitByBit() throws {
        let patterns: [UInt32] = [0, 0x8000_0000, 1, 0x3F80_0000, 0x7F80_0000, 0xFF80_0000, 0x7FC0_1234, 0x7F7F_FFFF]
        #expect(try floats("F32", patterns).map(\.bitPattern) == patterns)
    }

    @Test(
        arguments: [
            (0x0000, 0x0000_0000), (0x8000, 0x8000_0000),  // zeros
            (0x0001, 0x3380_0000), (0x8001, 0xB380_0000),  // the smallest subnormals, 2^-24
            (0x03FF, 0x387F_C000),  // the largest subnormal
            (0x0400, 0x3880_0000),  // the smallest normal, 2^-14
            (0x3C00, 0x3F80_0000), (0xC000, 0xC000_0000),  // 1 and -2
            (0x7BFF, 0x477F_E000),  // the largest, 65504
            (0x7C00, 0x7F80_0000), (0xFC00, 0xFF80_0000),  // infinities
            (0x7E00, 0x7FC0_0000), (0xFE01, 0xFFC0_2000),  // NaN, with sign and payload
        ] as [(UInt16, UInt32)])
    func float16(_ half: UInt16, _ expected: UInt32) throws {
        #expect(try floats("F16", [half]).map(\.bitPattern) == [expected])
    }

    @Test func everyFloat16IsExact() throws {
        let patterns = Array(UInt16.min...UInt16.max)
        let floats = try floats("F16", patterns)
        var wrong: [UInt16] = []
        for (pattern, float) in zip(patterns, floats) {
            let exponent = Int(pattern >> 10 & 31)
            let fraction = Double(pattern & 1023) / 1024
            let isRight: Bool
            switch exponent {
            case 31 where fraction > 0: isRight = float.isNaN
            case 31: isRight = float.isInfinite
            case 0: isRight = Double(float.magnitude) == fraction * 0x1p-14
            default:
                isRight =
                    Double(float.magnitude) == Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction)
            }
            if !isRight || (float.sign == .minus) != (pattern & 0x8000 != 0) { wrong.append(pattern) }
        }
        #expect(wrong == [])
    }

    @Test func bfloat16IsTheUpperHalfOfAFloat() throws {
        let patterns: [UInt16] = [0, 0x8000, 0x0001, 0x3F80, 0xC049, 0x7F7F, 0x7F80, 0xFF80, 0x7FC1]
        #expect(try floats("BF16", patterns).map(\.bitPattern) == patterns.map { UInt32($0) << 16 })
    }

    @Test func float64IsRounded() throws {
        let values = [0, -0.0, 1, 0.1, -1e300, 1e-300, .infinity, 1 + 0x1p-24, 1 + 0x1p-23, 0x1p-149]
        let expected: [Float] = [0, -0.0, 1, 0.1, -.infinity, 0, .infinity, 1, 1 + 0x1p-23, 0x1p-149]
        #expect(try floats("F64", values).map(\.bitPattern) == expected.map(\.bitPattern))
        #expect(try floats("F64", [Double.nan])[0].isNaN)
    }

    @Test(arguments: ["F32", "F16", "BF16", "F64"])
    func anEmptyTensor(_ dtype: String) throws {
        #expect(try floats(dtype, [UInt8]()) == [])
    }

    @Test func whatCannotBeReadAsFloat() throws {
        let path = try directory.write("x", safetensors(dtype: "I64", elements: Data(count: 8), count: 1))
        let file = try SafetensorsFile(path: path)
        var value: [Float] = [0]
        let wrongType = try CaughtError(replacing: path) {
            try value.withUnsafeMutableBufferPointer { try file.read("x", into: $0) }
        }
        #expect(
            wrongType
                == CaughtError(
                    .data,
                    """
                    FILE: tensor x: the elements are not floating-point numbers
                      expected: F32, F16, BF16 or F64
                      found:    I64
                    """))
        let wrongName = try CaughtError(replacing: path) {
            try value.withUnsafeMutableBufferPointer { try file.read("y", into: $0) }
        }
        #expect(wrongName == CaughtError(.data, "FILE: the file has no tensor y"))
    }

    @Test(arguments: TensorElementType.allCases)
    func theSizeOfEveryElementType(_ type: TensorElementType) throws {
        let digits = Int(type.rawValue.drop { !$0.isNumber }.prefix { $0.isNumber })
        #expect(type.byteCount == (digits ?? 8) / 8)
    }
}
