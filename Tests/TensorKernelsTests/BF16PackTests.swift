import CTensorKernels
import TestSupport
import Testing

struct BF16PackTests {
    static let shapes = [
        (1, 1), (3, 2), (16, 32), (17, 33), (32, 64), (33, 31), (47, 96), (64, 13), (70, 100), (5, 500),
    ]

    /// Numbers that rounding may get wrong.
    private static let hostile: [Float] = [
        0, -0.0, .infinity, -.infinity, .nan, -.nan, .signalingNaN, Float(bitPattern: 0x7F80_0001),
        Float(bitPattern: 0xFFFF_FFFF), Float(bitPattern: 0xFF80_0001), .greatestFiniteMagnitude,
        -.greatestFiniteMagnitude, 1e30, -1e30, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
        .leastNormalMagnitude, .leastNormalMagnitude.nextDown, 0x1p-140, -0x1p-140,
        Float(bitPattern: 0x3F80_8000), Float(bitPattern: 0x3F81_8000), Float(bitPattern: 0x3F80_7FFF),
        Float(bitPattern: 0x3F80_8001), Float(bitPattern: 0xBF80_8000), Float(bitPattern: 0xBF81_8000),
        Float(bitPattern: 0x0000_8000), Float(bitPattern: 0x0001_8000), Float(bitPattern: 0x007F_8000),
        Float(bitPattern: 0x7F7F_7FFF), Float(bitPattern: 0x7F7F_8000), Float(bitPattern: 0x3FFF_FFFF),
    ]

    /// The expected packed operand, including padding.
    private static func expected(_ side: Side, _ lines: Lines) -> [UInt16] {
        var packed = [UInt16](repeating: 0, count: side.packedSize(lines.count, lines.depth))
        for line in 0..<lines.count {
            for place in 0..<lines.depth {
                let rounded = bfloat16(lines[line, place]).bitPattern >> 16
                packed[side.place(ofLine: line, place, depth: lines.depth)] = UInt16(rounded)
            }
        }
        return packed
    }

    @Test(arguments: shapes, Side.allCases)
    func `every element is rounded and at its place, and padding is zero`(shape: (Int, Int), side: Side) {
        var generator = SeededGenerator(UInt64(shape.0 * 1000 + shape.1))
        let lines = Lines(shape.0, shape.1, &generator)
        let expected = Self.expected(side, lines)
        let blocks = (side.blockLines, (shape.0 + side.blockLines - 1) / side.blockLines, (shape.1 + 31) / 32 * 32)
        #expect(expected.count == blocks.0 * blocks.1 * blocks.2)
        for transposed in [false, true] {
            for gap in [0, 1, 7] {
                #expect(side.pack(lines, transposed: transposed, gap: gap) == expected)
            }
        }
    }

    @Test(arguments: Side.allCases, [false, true])
    func `hostile numbers are rounded to the nearest one, ties to even, and stay what they are`(
        side: Side, transposed: Bool
    ) {
        var generator = SeededGenerator(3)
        // Bit patterns of all kinds as well as chosen ones, in whole blocks and at edges.
        let others = (0..<(48 * 72 - Self.hostile.count)).map { _ in
            Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
        }
        for lines in [
            Lines(count: 48, depth: 72, values: Self.hostile + others),
            Lines(count: Self.hostile.count, depth: 1, values: Self.hostile),
            Lines(count: 1, depth: Self.hostile.count, values: Self.hostile),
        ] {
            #expect(side.pack(lines, transposed: transposed) == Self.expected(side, lines))
        }
    }

    @Test(arguments: Side.allCases, [false, true])
    func `a range is packed as in the whole and the rest is left alone`(side: Side, transposed: Bool) {
        var generator = SeededGenerator(4)
        let lines = Lines(130, 45, &generator)
        let whole = side.pack(lines, transposed: transposed)
        #expect(side.pack(lines, transposed: transposed, ranges: [96..<130, 0..<32, 32..<96]) == whole)
        let part = side.pack(lines, transposed: transposed, ranges: [32..<64])
        let blockSize = side.blockLines * 64
        for (place, element) in part.enumerated() {
            let line = place / blockSize * side.blockLines
            #expect(element == ((32..<64).contains(line) ? whole[place] : 0xABCD))
        }
    }

    @Test(arguments: shapes)
    func `rows of a left operand are added up on the way, each to its own sum`(shape: (Int, Int)) {
        var generator = SeededGenerator(UInt64(shape.0 * 1000 + shape.1))
        let lines = Lines(shape.0, shape.1, &generator)
        let (matrix, stride) = lines.inMemory(transposed: true, gap: 3)
        var packed = [UInt16](repeating: 0xABCD, count: Side.left.packedSize(lines.count, lines.depth))
        let before = (0..<lines.count).map(Float.init)
        // The element after the last sum must not be touched.
        var sums = before + [77]
        for range in [0..<min(16, lines.count), min(16, lines.count)..<lines.count] where !range.isEmpty {
            matrix.withUnsafeBufferPointer { matrix in
                let source = fledge_source(start: matrix.baseAddress, stride: stride, transposed: 1)
                fledge_bf16_pack_left_summing(
                    source, lines.count, lines.depth, range.lowerBound, range.upperBound, &packed, &sums)
            }
        }
        #expect(packed == Self.expected(.left, lines))
        #expect(sums.last == 77)
        for line in 0..<lines.count {
            let expected = (0..<lines.depth).reduce(Double(before[line])) { $0 + Double(lines[line, $1]) }
            #expect(
                abs(Double(sums[line]) - expected) <= 1e-5 * max(1, Double(lines.depth).squareRoot() + abs(expected)))
        }
    }
}
