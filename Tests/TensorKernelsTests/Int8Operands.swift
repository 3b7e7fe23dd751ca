import CTensorKernels
import TestSupport

/// A test's memory, filled with a value that reveals unwritten elements. Users of `start` must keep the object alive.
final class TestMemory<Element> {
    let start: UnsafeMutablePointer<Element>
    private let count: Int

    init(_ count: Int, filledWith value: Element) {
        self.count = count
        start = .allocate(capacity: count)
        start.initialize(repeating: value, count: count)
    }

    convenience init(_ values: [Element], filledWith value: Element) {
        self.init(max(values.count, 1), filledWith: value)
        for (index, element) in values.enumerated() { start[index] = element }
    }

    deinit { start.deallocate() }

    var values: [Element] {
        withExtendedLifetime(self) { Array(UnsafeBufferPointer(start: start, count: count)) }
    }
}

/// The first index at which two lists differ; `nil` if they are equal. Floats are compared by their bits.
func firstDifference<Element: Equatable>(_ left: [Element], _ right: [Element]) -> Int? {
    if left.count != right.count { return min(left.count, right.count) }
    return left.indices.first { left[$0] != right[$0] }
}

func firstDifference(_ left: [Float], _ right: [Float]) -> Int? {
    firstDifference(left.map(\.bitPattern), right.map(\.bitPattern))
}

/// A line of a matrix with one scale, quantized naively: a row of the left operand or a column of the right one.
struct QuantizedLine {
    let scale: Float
    let integers: [Int]

    init(_ values: [Float]) {
        guard values.allSatisfy(\.isFinite) else {
            (scale, integers) = (.nan, values.map { _ in 0 })
            return
        }
        let scale = (values.map(\.magnitude).max() ?? 0) / 127
        self.scale = scale
        integers = values.map { scale == 0 ? 0 : max(-127, min(127, Int(($0 / scale).rounded(.toNearestOrEven)))) }
    }
}

/// Lines in memory as the kernels read them, with NaN between the lines.
struct Int8Source {
    let lines: [[Float]]
    let depth: Int
    private let memory: TestMemory<Float>
    let source: fledge_source

    init(_ lines: [[Float]], transposed: Bool = false) {
        let depth = lines.first?.count ?? 0
        let stride = (transposed ? lines.count : depth) + 3
        var values = [Float](repeating: .nan, count: stride * (transposed ? depth : lines.count))
        for (index, line) in lines.enumerated() {
            for (k, value) in line.enumerated() { values[transposed ? k * stride + index : index * stride + k] = value }
        }
        memory = TestMemory(values, filledWith: .nan)
        (self.lines, self.depth) = (lines, depth)
        source = fledge_source(start: memory.start, stride: stride, transposed: transposed ? 1 : 0)
    }
}

/// A packed left operand, followed by memory that must stay unchanged.
struct Int8Left {
    static let untouched: UInt8 = 7
    let packed: TestMemory<UInt8>
    let scales: TestMemory<Float>

    init(_ source: Int8Source, ranges: [Range<Int>]? = nil) {
        let (rows, depth) = (source.lines.count, source.depth)
        packed = TestMemory(fledge_int8_left_size(rows, depth) + 64, filledWith: Self.untouched)
        scales = TestMemory(rows + 1, filledWith: -1)
        for range in ranges ?? [0..<rows] {
            withExtendedLifetime((source, packed, scales)) {
                fledge_int8_pack_left(
                    source.source, depth, range.lowerBound, range.upperBound, packed.start, scales.start)
            }
        }
    }

    /// The expected memory after the given rows were packed.
    static func expected(_ lines: [[Float]], packing range: Range<Int>) -> (packed: [UInt8], scales: [Float]) {
        let blocks = ((lines.first?.count ?? 0) + 63) / 64
        let strips = (lines.count + 15) / 16
        var packed = [UInt8](repeating: untouched, count: strips * blocks * 16 * 64 + 64)
        var scales = [Float](repeating: -1, count: lines.count + 1)
        for row in range.lowerBound..<(range.upperBound + 15) / 16 * 16 {
            let line = row < lines.count ? QuantizedLine(lines[row]) : nil
            if let line { scales[row] = line.scale }
            for k in 0..<blocks * 64 {
                let integer = line.map { k < $0.integers.count ? $0.integers[k] : 0 } ?? 0
                packed[((row / 16 * blocks + k / 64) * 16 + row % 16) * 64 + k % 64] = UInt8(128 + integer)
            }
        }
        return (packed, scales)
    }
}

/// A packed right operand.
struct Int8Right {
    static let untouched: Int8 = -128
    let packed: TestMemory<Int8>
    let scales: TestMemory<Float>
    let corrections: TestMemory<Int32>

    init(_ source: Int8Source, ranges: [Range<Int>]? = nil) {
        let (columns, depth) = (source.lines.count, source.depth)
        packed = TestMemory(fledge_int8_right_size(columns, depth) + 64, filledWith: Self.untouched)
        scales = TestMemory(columns + 1, filledWith: -1)
        corrections = TestMemory(columns + 1, filledWith: -1)
        for range in ranges ?? [0..<columns] {
            withExtendedLifetime((source, packed, scales, corrections)) {
                fledge_int8_pack_right(
                    source.source, depth, range.lowerBound, range.upperBound, packed.start, scales.start,
                    corrections.start)
            }
        }
    }

    static func expected(
        _ lines: [[Float]], packing range: Range<Int>
    ) -> (packed: [Int8], scales: [Float], corrections: [Int32]) {
        let blocks = ((lines.first?.count ?? 0) + 63) / 64
        let panels = (lines.count + 31) / 32
        var packed = [Int8](repeating: untouched, count: panels * blocks * 32 * 64 + 64)
        var scales = [Float](repeating: -1, count: lines.count + 1)
        var corrections = [Int32](repeating: -1, count: lines.count + 1)
        for column in range.lowerBound..<(range.upperBound + 31) / 32 * 32 {
            let line = column < lines.count ? QuantizedLine(lines[column]) : nil
            if let line {
                scales[column] = line.scale
                corrections[column] = 128 * Int32(line.integers.reduce(0, +))
            }
            for k in 0..<blocks * 64 {
                let block = (column / 32 * blocks + k / 64) * 2 + column % 32 / 16
                let integer = line.map { k < $0.integers.count ? $0.integers[k] : 0 } ?? 0
                packed[((block * 16 + k % 64 / 4) * 16 + column % 16) * 4 + k % 4] = Int8(integer)
            }
        }
        return (packed, scales, corrections)
    }
}

extension SeededGenerator {
    mutating func lines(_ count: Int, _ depth: Int) -> [[Float]] { (0..<count).map { _ in floats(depth) } }
}
