import Checkpoints
import Foundation
import InputOutput
import TestSupport
import Testing

/// F16 and BF16, written and read.
@Suite struct HalfPrecisionTests {
    let directory: TemporaryDirectory
    var path: String { directory.path + "/model.safetensors" }

    init() throws { directory = try TemporaryDirectory() }

    private func write(_ values: [Float], as type: TensorElementType) throws {
        let outline = TensorOutline(name: "x", shape: [values.count], elementType: type)
        try SafetensorsWriter.write(to: path, tensors: [outline], metadata: [:]) { _, write in
            try values.withUnsafeBufferPointer(write)
        }
    }

    private func read() throws -> (values: [Float], patterns: [UInt16]) {
        let file = try SafetensorsFile(path: path)
        let entry = try #require(file.tensors["x"])
        var values = [Float](repeating: 0, count: entry.count)
        try values.withUnsafeMutableBufferPointer { try file.read("x", into: $0) }
        let bytes = file.bytes(of: entry)
        return (values, (0..<entry.count).map { bytes.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self) })
    }

    /// Every pattern, except those of values that are not finite, round-trips unchanged.
    @Test(arguments: [(TensorElementType.float16, UInt16(0x7C00)), (.bfloat16, 0x7F80)])
    func everyNumberSurvives(type: TensorElementType, exponentMask: UInt16) throws {
        let patterns = (UInt16.min...UInt16.max).filter { $0 & exponentMask != exponentMask }
        let zeros = [Float](repeating: 0, count: patterns.count)
        try write(zeros, as: type)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes.removeLast(2 * patterns.count)
        for pattern in patterns { bytes += [UInt8(pattern & 0xFF), UInt8(pattern >> 8)] }
        try bytes.write(to: URL(fileURLWithPath: path))
        let values = try read().values
        try write(values, as: type)
        #expect(try read().patterns == patterns)
    }

    /// Numbers between two representable values are rounded to the nearest one, and ties to the even one.
    @Test(arguments: [TensorElementType.float16, .bfloat16])
    func roundsToTheNearest(type: TensorElementType) throws {
        var generator = SeededGenerator(5)
        let scales: [Float] = [1e-8, 1e-7, 6e-5, 1e-3, 1, 100, 60_000]
        var values = scales.flatMap { scale in
            (0..<2000).map { _ in Float.random(in: -1...1, using: &generator) * scale }
        }
        // Exactly halfway between neighbors, and next to it.
        let step: Float = type == .float16 ? 0x1p-10 : 0x1p-7
        for index in 0..<64 {
            let middle = 1 + (Float(index) + 0.5) * step
            values += [middle, middle.nextUp, middle.nextDown, -middle]
        }
        try write(values, as: type)
        let (rounded, patterns) = try read()
        for (index, value) in values.enumerated() {
            let error = abs(Double(rounded[index]) - Double(value))
            for neighbour in [patterns[index] &+ 1, patterns[index] &- 1] {
                let other = type == .float16 ? half(neighbour) : Double(Float(bitPattern: UInt32(neighbour) << 16))
                guard other.isFinite else { continue }
                let otherError = abs(other - Double(value))
                #expect(error <= otherError, "\(value) became \(rounded[index])")
                if error == otherError { #expect(patterns[index] & 1 == 0, "\(value) became \(rounded[index])") }
            }
        }
    }

    /// The value of a half-precision number, by definition.
    private func half(_ pattern: UInt16) -> Double {
        let exponent = Int(pattern >> 10 & 0x1F)
        let fraction = Double(pattern & 0x3FF)
        let magnitude =
            exponent == 0 ? fraction * 0x1p-24 : (1 + fraction * 0x1p-10) * pow(2, Double(exponent - 15))
        return exponent == 31 ? .infinity : pattern >> 15 == 1 ? -magnitude : magnitude
    }

    @Test(
        arguments: [
            (TensorElementType.float16, Float(65_520), "F16", "at most 65504", "write BF16 or F32"),
            (.float16, -1e10, "F16", "at most 65504", "write BF16 or F32"),
            (.bfloat16, Float.greatestFiniteMagnitude, "BF16", "at most 3.39e38", "write F32"),
        ])
    func refusesWhatIsTooLarge(
        type: TensorElementType, value: Float, name: String, expected: String, advice: String
    ) throws {
        let error = try CaughtError(replacing: path) { try write([1, value], as: type) }
        #expect(
            error
                == CaughtError(
                    .data,
                    """
                    FILE: tensor x: the element 1 is too large for \(name)
                      expected: \(expected)
                      found:    \(value)
                      try:      \(advice)
                    """))
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func keepsInfinitiesAndNaNs() throws {
        for type in [TensorElementType.float16, .bfloat16] {
            try write([.infinity, -.infinity, .nan, 65_504], as: type)
            let values = try read().values
            #expect(values[0] == .infinity && values[1] == -.infinity && values[2].isNaN)
        }
    }
}
