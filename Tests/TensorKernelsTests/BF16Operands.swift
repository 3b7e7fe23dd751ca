import CTensorKernels
import TestSupport

/// A number rounded to bfloat16 by comparing its distances to both neighbors; a NaN gives a quiet NaN.
func bfloat16(_ number: Float) -> Float {
    guard number.isFinite else { return number.isNaN ? Float(bitPattern: number.bitPattern | 0x40_0000) : number }
    let below = number.bitPattern & 0xFFFF_0000
    let above = below + 0x1_0000
    // Beyond the largest number, the next step would be 2^128.
    func value(_ bits: UInt32) -> Double {
        let number = Float(bitPattern: bits)
        return number.isFinite ? Double(number) : number.sign == .minus ? -0x1p128 : 0x1p128
    }
    let (toBelow, toAbove) = (abs(Double(number) - value(below)), abs(Double(number) - value(above)))
    let takesBelow = toBelow == toAbove ? below & 0x1_0000 == 0 : toBelow < toAbove
    return Float(bitPattern: takesBelow ? below : above)
}

/// Lines of numbers, as rows of a left or columns of a right operand, in their memory layout before packing.
struct Lines {
    var count: Int
    var depth: Int
    /// One line after the other.
    var values: [Float]

    init(count: Int, depth: Int, values: [Float]) {
        (self.count, self.depth, self.values) = (count, depth, values)
    }

    init(_ count: Int, _ depth: Int, _ generator: inout SeededGenerator) {
        self.init(count: count, depth: depth, values: generator.floats(count * depth))
    }

    subscript(line: Int, place: Int) -> Float { values[line * depth + place] }

    /// The first lines.
    func prefix(_ count: Int) -> Lines {
        Lines(count: count, depth: depth, values: Array(values.prefix(count * depth)))
    }

    /// The source of packing, with some elements between the rows of the matrix.
    func inMemory(transposed: Bool, gap: Int = 0) -> (matrix: [Float], stride: Int) {
        let stride = (transposed ? count : depth) + gap
        var matrix = [Float](repeating: .signalingNaN, count: stride * (transposed ? depth : count))
        for line in 0..<count {
            for place in 0..<depth {
                matrix[transposed ? place * stride + line : line * stride + place] = self[line, place]
            }
        }
        return (matrix, stride)
    }
}

/// The two operands of a matrix multiplication, which are laid out differently.
enum Side: CaseIterable {
    case left, right

    /// The number of lines per block.
    var blockLines: Int { self == .left ? 16 : 32 }

    func packedSize(_ lines: Int, _ depth: Int) -> Int {
        self == .left ? fledge_bf16_left_size(lines, depth) : fledge_bf16_right_size(lines, depth)
    }

    /// The position of an element in the packed operand.
    func place(ofLine line: Int, _ place: Int, depth: Int) -> Int {
        let depthBlocks = (depth + 31) / 32
        let inDepth = place % 32
        switch self {
        case .left: return ((line / 16 * depthBlocks + place / 32) * 16 + line % 16) * 32 + inDepth
        case .right:
            let block = (line / 32 * depthBlocks + place / 32) * 2 + line % 32 / 16
            return ((block * 16 + inDepth / 2) * 16 + line % 16) * 2 + inDepth % 2
        }
    }

    /// Packs ranges of the lines one after the other; unwritten elements keep a marker.
    func pack(_ lines: Lines, transposed: Bool = false, gap: Int = 0, ranges: [Range<Int>]? = nil) -> [UInt16] {
        let (matrix, stride) = lines.inMemory(transposed: transposed, gap: gap)
        var packed = [UInt16](repeating: 0xABCD, count: packedSize(lines.count, lines.depth))
        let pack = self == .left ? fledge_bf16_pack_left : fledge_bf16_pack_right
        matrix.withUnsafeBufferPointer { matrix in
            let source = fledge_source(start: matrix.baseAddress, stride: stride, transposed: transposed ? 1 : 0)
            for range in ranges ?? [0..<lines.count] {
                pack(source, lines.count, lines.depth, range.lowerBound, range.upperBound, &packed)
            }
        }
        return packed
    }
}
