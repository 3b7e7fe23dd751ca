import CTensorKernels
import Foundation
import TestSupport
import Testing
import TileEmulation

/// A way to compute a matrix multiplication: the level in force, the kernel for matrix instructions over an emulation
/// of these, or the one for processors with AVX-512 but without fast bfloat16 instructions.
enum ProductWay {
    case inForce, emulatedTiles, expandedAVX512

    /// The ways that this processor can run at the level in force.
    static let all: [ProductWay] =
        [.inForce, .emulatedTiles]
        + (fledge_kernel_level().rawValue >= FLEDGE_LEVEL_AVX512.rawValue ? [.expandedAVX512] : [])

    func multiply(
        _ left: [UInt16], _ right: [UInt16], _ part: fledge_product_part, _ epilogue: inout fledge_epilogue
    ) {
        switch self {
        case .inForce: fledge_bf16_product(left, right, part, &epilogue)
        case .emulatedTiles: #expect(emulated_bf16_product(left, right, part, &epilogue) == 0)
        case .expandedAVX512: #expect(expanded_bf16_product(left, right, part, &epilogue) == 1)
        }
    }
}

/// The results of a matrix multiplication, with memory for everything that may be requested.
struct ProductResult: Equatable {
    var before: [UInt32]
    var out: [UInt32]
    var packed: [UInt16]

    /// The initial content of the memory.
    static let mark = Float(-12345.5)
}

/// A matrix multiplication with a bias and an activation.
struct BF16Product {
    var left: Lines
    var right: Lines
    var bias: [Float]?
    var activation = FLEDGE_ACTIVATION_NONE
    var accumulates = false
    /// The number of elements between the rows of the results.
    var gap = 0

    init(rows: Int, columns: Int, depth: Int, seed: UInt64 = 1) {
        var generator = SeededGenerator(seed)
        left = Lines(rows, depth, &generator)
        right = Lines(columns, depth, &generator)
    }

    var rows: Int { left.count }
    var columns: Int { right.count }
    var stride: Int { columns + gap }

    /// Computes parts given by rows and columns, or the whole product if no parts are given.
    func result(_ way: ProductWay, parts: [(Range<Int>, Range<Int>)]? = nil) -> ProductResult {
        let (packedLeft, packedRight) = (Side.left.pack(left), Side.right.pack(right))
        var before = [Float](repeating: ProductResult.mark, count: rows * stride)
        var out = before
        var packed = [UInt16](repeating: 0xABCD, count: fledge_bf16_left_size(rows, columns))
        (bias ?? []).withUnsafeBufferPointer { bias in
            before.withUnsafeMutableBufferPointer { before in
                out.withUnsafeMutableBufferPointer { out in
                    packed.withUnsafeMutableBufferPointer { packed in
                        var epilogue = fledge_epilogue(
                            bias: self.bias == nil ? nil : bias.baseAddress, before: before.baseAddress,
                            before_stride: stride, activation: activation, out: out.baseAddress, out_stride: stride,
                            accumulates: accumulates ? 1 : 0, packed: packed.baseAddress)
                        for (rows, columns) in parts ?? [(0..<rows, 0..<columns)] {
                            let part = fledge_product_part(
                                rows: self.rows, columns: self.columns, depth: left.depth,
                                first_row: rows.lowerBound, last_row: rows.upperBound,
                                first_column: columns.lowerBound, last_column: columns.upperBound)
                            way.multiply(packedLeft, packedRight, part, &epilogue)
                        }
                    }
                }
            }
        }
        return ProductResult(before: before.map(\.bitPattern), out: out.map(\.bitPattern), packed: packed)
    }

    /// The sums of the rounded operands in double precision, with a tolerance for each.
    func expected() -> (sums: [Double], tolerances: [Double]) {
        let (left, right) = (left.values.map(bfloat16), right.values.map(bfloat16))
        let depth = self.left.depth
        var (sums, tolerances): ([Double], [Double]) = ([], [])
        for row in 0..<rows {
            for column in 0..<columns {
                var (sum, magnitudes) = (0.0, 0.0)
                for place in 0..<depth {
                    let term = Double(left[row * depth + place]) * Double(right[column * depth + place])
                    sum += term
                    magnitudes += abs(term)
                }
                sums.append(sum)
                tolerances.append(4e-7 * magnitudes)
            }
        }
        return (sums, tolerances)
    }
}

struct BF16ProductTests {
    static let shapes = [
        (1, 1, 1), (1, 2, 384), (11, 40, 13), (16, 32, 32), (17, 33, 31), (31, 64, 65), (33, 31, 96), (48, 96, 500),
        (2, 7, 1100), (37, 35, 1600), (80, 70, 24), (20, 5, 0),
    ]

    @Test(arguments: shapes, ProductWay.all)
    func `a product equals the one in double precision`(shape: (Int, Int, Int), way: ProductWay) {
        let product = BF16Product(rows: shape.0, columns: shape.1, depth: shape.2, seed: UInt64(shape.2))
        let out = product.result(way).out.map { Double(Float(bitPattern: $0)) }
        let (sums, tolerances) = product.expected()
        for (place, sum) in sums.enumerated() { #expect(abs(out[place] - sum) <= tolerances[place]) }
    }

    @Test(arguments: ProductWay.all)
    func `a product of more rows than pass a panel at once equals the one in double precision`(way: ProductWay) {
        let product = BF16Product(rows: 300, columns: 33, depth: 40)
        let out = product.result(way).out.map { Double(Float(bitPattern: $0)) }
        let (sums, tolerances) = product.expected()
        for (place, sum) in sums.enumerated() { #expect(abs(out[place] - sum) <= tolerances[place]) }
    }

    @Test(arguments: shapes + [(150, 130, 70), (100, 64, 1200)], ProductWay.all)
    func `parts have the bits of the whole and leave the rest alone`(shape: (Int, Int, Int), way: ProductWay) {
        var product = BF16Product(rows: shape.0, columns: shape.1, depth: shape.2, seed: 5)
        product.gap = 3
        product.activation = FLEDGE_ACTIVATION_GELU
        let whole = product.result(way)
        let rowCut = shape.0 / 32 * 16
        let columnCut = shape.1 / 64 * 32
        let rows = [0..<rowCut, rowCut..<shape.0]
        let columns = [columnCut..<shape.1, 0..<columnCut]
        let parts = rows.flatMap { rows in columns.map { (rows, $0) } }
        #expect(product.result(way, parts: parts.filter { !$0.0.isEmpty && !$0.1.isEmpty }) == whole)
        #expect(product.result(way, parts: parts) == whole)

        let part = (rowCut..<shape.0, columnCut..<shape.1)
        let alone = product.result(way, parts: [part])
        for row in 0..<shape.0 {
            for column in 0..<product.stride {
                let isInside = part.0.contains(row) && part.1.contains(column)
                let expected = isInside ? whole.out[row * product.stride + column] : ProductResult.mark.bitPattern
                #expect(alone.out[row * product.stride + column] == expected)
            }
        }
        for row in 0..<shape.0 {
            for column in 0..<shape.1 {
                let place = Side.left.place(ofLine: row, column, depth: shape.1)
                let isInside = part.0.contains(row) && part.1.contains(column)
                #expect(alone.packed[place] == (isInside ? whole.packed[place] : 0xABCD))
            }
        }
    }

    @Test(arguments: [13, 96, 1100], ProductWay.all)
    func `an element has the same bits whatever the number of rows and columns`(depth: Int, way: ProductWay) {
        var product = BF16Product(rows: 70, columns: 75, depth: depth, seed: 6)
        product.activation = FLEDGE_ACTIVATION_GELU
        let whole = product.result(way)
        for (rows, columns) in [(1, 1), (7, 75), (8, 33), (9, 32), (16, 2), (17, 64), (33, 70), (64, 5)] {
            var smaller = product
            smaller.left = product.left.prefix(rows)
            smaller.right = product.right.prefix(columns)
            let result = smaller.result(way)
            for row in 0..<rows {
                let places = row * product.stride..<row * product.stride + columns
                let smallerPlaces = row * columns..<(row + 1) * columns
                #expect(result.out[smallerPlaces] == whole.out[places])
                #expect(result.before[smallerPlaces] == whole.before[places])
            }
        }
    }

    @Test func `bf16 is fast with matrix instructions, and with pairs where they are not slow`() {
        let (level, features) = (fledge_kernel_level(), fledge_cpu_features())
        let hasFastPairs = level == FLEDGE_LEVEL_AVX512 && features.avx512bf16 != 0 && features.is_amd != 0
        #expect((fledge_bf16_is_fast() != 0) == (level == FLEDGE_LEVEL_AMX || hasFastPairs))
    }
}
