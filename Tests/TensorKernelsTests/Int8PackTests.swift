import TestSupport
import Testing

struct Int8PackTests {
    static let shapes = [(1, 1), (3, 5), (16, 64), (17, 65), (31, 63), (33, 129), (48, 384), (2, 1000)]

    @Test(arguments: shapes, [false, true])
    func `rows are quantized and packed in blocks`(shape: (rows: Int, depth: Int), transposed: Bool) {
        var generator = SeededGenerator(UInt64(shape.depth))
        let lines = generator.lines(shape.rows, shape.depth)
        let left = Int8Left(Int8Source(lines, transposed: transposed))
        let expected = Int8Left.expected(lines, packing: 0..<shape.rows)
        #expect(firstDifference(left.packed.values, expected.packed) == nil)
        #expect(firstDifference(left.scales.values, expected.scales) == nil)
    }

    @Test(arguments: shapes, [false, true])
    func `columns are quantized and packed in panels`(shape: (columns: Int, depth: Int), transposed: Bool) {
        var generator = SeededGenerator(UInt64(shape.depth))
        let lines = generator.lines(shape.columns, shape.depth)
        let right = Int8Right(Int8Source(lines, transposed: transposed))
        let expected = Int8Right.expected(lines, packing: 0..<shape.columns)
        #expect(firstDifference(right.packed.values, expected.packed) == nil)
        #expect(firstDifference(right.scales.values, expected.scales) == nil)
        #expect(firstDifference(right.corrections.values, expected.corrections) == nil)
    }

    @Test(arguments: [0..<32, 32..<64, 64..<75])
    func `a range of lines is packed without touching the others`(range: Range<Int>) {
        var generator = SeededGenerator(5)
        let source = Int8Source(generator.lines(75, 130))
        let left = Int8Left(source, ranges: [range])
        let expectedLeft = Int8Left.expected(source.lines, packing: range)
        #expect(firstDifference(left.packed.values, expectedLeft.packed) == nil)
        #expect(firstDifference(left.scales.values, expectedLeft.scales) == nil)
        let right = Int8Right(source, ranges: [range])
        let expectedRight = Int8Right.expected(source.lines, packing: range)
        #expect(firstDifference(right.packed.values, expectedRight.packed) == nil)
        #expect(firstDifference(right.scales.values, expectedRight.scales) == nil)
        #expect(firstDifference(right.corrections.values, expectedRight.corrections) == nil)
    }

    /// Lines that activations and weights should never have; the packed ones still follow the definition.
    static let hostileLines: [(String, [Float])] = [
        ("zeros", [0, -0, 0]),
        ("ties", [127, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 126.5, -126.5]),
        ("huge", [1e30, -3e29, 1, 0]),
        ("the greatest", [.greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1e38]),
        ("small", [0x1p-95, -0x1.8p-96, 0x1p-97, 0x1p-102]),
        ("a scale at the limit of reciprocals", [127 * 0x1p-100, 63.5 * 0x1p-100, -0.5 * 0x1p-100]),
        ("subnormal", [0x1p-133, -0x1.8p-134, 0x1p-138]),
        ("a subnormal scale that is rounded down", [190, -190, 150, 64, 1].map { $0 * .leastNonzeroMagnitude }),
        ("a scale that vanishes", [.leastNonzeroMagnitude, -.leastNonzeroMagnitude, 0]),
        ("infinity", [1, .infinity, 2]),
        ("negative infinity", [-.infinity, 1, 2]),
        ("NaN", [1, 2, .nan]),
        ("negative NaN", [-.nan, 1, .infinity]),
        ("signaling NaN", [1, .signalingNaN, 2]),
    ]

    @Test(arguments: hostileLines, [3, 64, 65, 200])
    func `hostile lines are quantized as defined`(line: (name: String, values: [Float]), depth: Int) {
        // The line's values in rotation, starting elsewhere in each line, so that each value occurs at every position.
        let lines = (0..<20).map { shift in (0..<depth).map { line.values[($0 + shift) % line.values.count] } }
        let left = Int8Left(Int8Source(lines))
        let expectedLeft = Int8Left.expected(lines, packing: 0..<20)
        #expect(firstDifference(left.packed.values, expectedLeft.packed) == nil)
        #expect(firstDifference(left.scales.values, expectedLeft.scales) == nil)
        let right = Int8Right(Int8Source(lines))
        let expectedRight = Int8Right.expected(lines, packing: 0..<20)
        #expect(firstDifference(right.packed.values, expectedRight.packed) == nil)
        #expect(firstDifference(right.scales.values, expectedRight.scales) == nil)
        #expect(firstDifference(right.corrections.values, expectedRight.corrections) == nil)
    }

    @Test(arguments: [Float(1), 1e-20, 1e-27, 1e-28, 1e-29, 1e-34, 1e-35, 1e-36, 1e20])
    func `quotients next to the middle of two integers are rounded as those of a division`(magnitude: Float) {
        var generator = SeededGenerator(11)
        let lines: [[Float]] = (0..<64).map { _ in
            let largest = magnitude * Float.random(in: 1...2, using: &generator)
            let scale = largest / 127
            let middles = (0..<127).flatMap { integer in
                let middle = (Float(integer) + 0.5) * scale
                return [middle.nextDown.nextDown, middle.nextDown, middle, middle.nextUp, middle.nextUp.nextUp]
            }
            return [largest] + middles.map { Bool.random(using: &generator) ? $0 : -$0 }
        }
        let depth = lines.map(\.count).min() ?? 0
        let source = Int8Source(lines.map { Array($0.prefix(depth)) })
        let expected = Int8Left.expected(source.lines, packing: 0..<64)
        #expect(firstDifference(Int8Left(source).packed.values, expected.packed) == nil)
    }

    @Test func `without a depth all scales are zero`() {
        let source = Int8Source([[], [], []])
        #expect(Int8Left(source).scales.values == [0, 0, 0, -1])
        let right = Int8Right(source)
        #expect(right.scales.values == [0, 0, 0, -1])
        #expect(right.corrections.values == [0, 0, 0, -1])
    }
}
