import CTensorKernels
import Foundation
import TestSupport
import Testing
import TileEmulation

/// The instructions for a matrix multiplication.
enum Int8Kernel: CaseIterable {
    /// The instructions of the current level.
    case inForce
    /// The matrix instructions, emulated.
    case emulatedTiles
    /// The instructions of level avx512, which must be available, without the one for 8-bit products.
    case widened

    static let runnable = allCases.filter {
        $0 != .widened || fledge_kernel_level().rawValue >= FLEDGE_LEVEL_AVX512.rawValue
    }
}

/// A multiplication of quantized matrices, computed by the kernels and naively.
struct Int8Product {
    let left: Int8Source
    let right: Int8Source
    private let packedLeft: Int8Left
    private let packedRight: Int8Right
    var rows: Int { left.lines.count }
    var columns: Int { right.lines.count }

    init(_ left: [[Float]], _ right: [[Float]]) {
        (self.left, self.right) = (Int8Source(left), Int8Source(right))
        (packedLeft, packedRight) = (Int8Left(self.left), Int8Right(self.right))
    }

    init(rows: Int, columns: Int, depth: Int, _ generator: inout SeededGenerator) {
        self.init(generator.lines(rows, depth), generator.lines(columns, depth))
    }

    /// The input of the epilogue, row by row.
    var expected: [Float] {
        let columns = right.lines.map(QuantizedLine.init)
        return left.lines.map(QuantizedLine.init).flatMap { row in
            columns.map { column in
                var sum = 0
                for k in row.integers.indices { sum += row.integers[k] * column.integers[k] }
                return Float(sum) * column.scale * row.scale
            }
        }
    }

    /// The caller keeps the memory that the epilogue names alive.
    func compute(
        _ epilogue: fledge_epilogue, with kernel: Int8Kernel, rows rowRange: Range<Int>? = nil,
        columns columnRange: Range<Int>? = nil
    ) {
        let (rowRange, columnRange) = (rowRange ?? 0..<rows, columnRange ?? 0..<columns)
        let part = fledge_product_part(
            rows: rows, columns: columns, depth: left.depth, first_row: rowRange.lowerBound,
            last_row: rowRange.upperBound, first_column: columnRange.lowerBound, last_column: columnRange.upperBound)
        let (row, column) = (packedLeft, packedRight)
        withExtendedLifetime(self) {
            withUnsafePointer(to: epilogue) { epilogue in
                switch kernel {
                case .inForce:
                    fledge_int8_product(
                        row.packed.start, row.scales.start, column.packed.start, column.scales.start,
                        column.corrections.start, part, epilogue)
                case .emulatedTiles:
                    let refused = emulated_int8_product(
                        row.packed.start, row.scales.start, column.packed.start, column.scales.start,
                        column.corrections.start, part, epilogue)
                    #expect(refused == 0)
                case .widened:
                    let isComputed = widened_int8_product(
                        row.packed.start, row.scales.start, column.packed.start, column.scales.start,
                        column.corrections.start, part, epilogue)
                    #expect(isComputed == 1)
                }
            }
        }
    }

    /// The result alone, without an epilogue.
    func result(with kernel: Int8Kernel) -> [Float] {
        let out = TestMemory<Float>(rows * columns, filledWith: 77)
        compute(fledge_epilogue(out: out.start, stride: columns), with: kernel)
        return out.values
    }
}

extension fledge_epilogue {
    init(out: UnsafeMutablePointer<Float>, stride: Int) {
        self.init()
        (self.out, out_stride) = (out, stride)
    }
}

struct Int8ProductTests {
    static let shapes = [
        (1, 1, 1), (1, 33, 64), (2, 3, 5), (7, 31, 63), (16, 32, 64), (17, 33, 65), (24, 64, 128), (31, 65, 200),
        (33, 96, 383), (40, 47, 512), (65, 70, 600), (100, 40, 1100),
    ]

    @Test(arguments: shapes, Int8Kernel.runnable)
    func `a product is exact in the quantized numbers`(shape: (rows: Int, columns: Int, depth: Int), kernel: Int8Kernel)
    {
        var generator = SeededGenerator(UInt64(shape.rows * 7 + shape.depth))
        let product = Int8Product(rows: shape.rows, columns: shape.columns, depth: shape.depth, &generator)
        #expect(firstDifference(product.result(with: kernel), product.expected) == nil)
    }

    @Test func `quantisation keeps a product near the one in double precision`() {
        var generator = SeededGenerator(3)
        let product = Int8Product(rows: 20, columns: 50, depth: 384, &generator)
        let exact = product.left.lines.flatMap { row in
            product.right.lines.map { column in zip(row, column).reduce(0.0) { $0 + Double($1.0) * Double($1.1) } }
        }
        // Both operands have rounding errors spread evenly over 1 / 127, in a range of 2: 0.6 % of the result's length.
        let comparison = VectorComparison(product.result(with: .inForce).map(Double.init), exact)
        #expect((0.004...0.008).contains(comparison.relativeDifference))
    }

    /// The largest sums at a depth, sums that cancel, and sums of zeros.
    @Test(arguments: [(64, Float(1)), (1000, -1), (8192, 1), (8192, -1)], Int8Kernel.runnable)
    func `the greatest sums do not overflow`(setting: (depth: Int, sign: Float), kernel: Int8Kernel) {
        let ones = [Float](repeating: 1, count: setting.depth)
        let product = Int8Product(
            (0..<18).map { row in ones.map { row == 3 ? 0 : row == 4 ? -$0 : $0 } },
            (0..<34).map { column in ones.indices.map { column == 5 && $0 % 2 == 1 ? -setting.sign : setting.sign } })
        let result = product.result(with: kernel)
        #expect(firstDifference(result, product.expected) == nil)
        #expect(abs(result[0] - setting.sign * Float(setting.depth)) <= 1e-6 * Float(setting.depth))
        #expect(result[5] == 0 && result[3 * 34] == 0 && result[4 * 34] == -result[0])
    }

    @Test(arguments: [1, 31, 30_000], Int8Kernel.runnable)
    func `few and many columns are computed`(columns: Int, kernel: Int8Kernel) {
        var generator = SeededGenerator(UInt64(columns))
        let product = Int8Product(rows: 3, columns: columns, depth: 6, &generator)
        #expect(firstDifference(product.result(with: kernel), product.expected) == nil)
    }

    @Test(arguments: [(290, 40, 70), (40, 3, 8192)], Int8Kernel.runnable)
    func `more rows than a chunk holds are computed`(
        shape: (rows: Int, columns: Int, depth: Int), kernel: Int8Kernel
    ) {
        var generator = SeededGenerator(8)
        let product = Int8Product(rows: shape.rows, columns: shape.columns, depth: shape.depth, &generator)
        #expect(firstDifference(product.result(with: kernel), product.expected) == nil)
    }

    @Test(arguments: Int8Kernel.runnable)
    func `parts of a product are the bits of the whole, and leave the rest alone`(kernel: Int8Kernel) {
        var generator = SeededGenerator(9)
        let product = Int8Product(rows: 75, columns: 109, depth: 70, &generator)
        let whole = product.result(with: .inForce)
        for rows in [0..<16, 16..<64, 48..<75, 0..<75, 32..<32] {
            for columns in [0..<32, 32..<96, 96..<109, 0..<109, 64..<64] {
                let out = TestMemory<Float>(75 * 109, filledWith: -5)
                product.compute(
                    fledge_epilogue(out: out.start, stride: 109), with: kernel, rows: rows, columns: columns)
                let expected = whole.indices.map { index in
                    rows.contains(index / 109) && columns.contains(index % 109) ? whole[index] : -5
                }
                #expect(firstDifference(out.values, expected) == nil, "\(rows) \(columns)")
            }
        }
    }

    @Test(arguments: Int8Kernel.runnable)
    func `a row has the same bits alone and among others`(kernel: Int8Kernel) {
        var generator = SeededGenerator(10)
        let right = generator.lines(33, 70)
        let left = generator.lines(37, 70)
        let together = Int8Product(left, right).result(with: kernel)
        for (index, row) in left.enumerated() {
            let alone = Int8Product([row], right).result(with: kernel)
            #expect(firstDifference(alone, Array(together[index * 33..<(index + 1) * 33])) == nil)
        }
    }

    /// Rows and columns with NaN or infinities affect only themselves.
    @Test(arguments: [Float.nan, .infinity, -.infinity, .signalingNaN], [0, 64, 129])
    func `what is not a number is not hidden`(value: Float, place: Int) {
        var generator = SeededGenerator(12)
        var (left, right) = (generator.lines(19, 130), generator.lines(35, 130))
        let clean = Int8Product(left, right).result(with: .inForce)
        left[17][place] = value
        right[33][place] = value
        let product = Int8Product(left, right)
        for kernel in Int8Kernel.runnable {
            for (index, element) in product.result(with: kernel).enumerated() {
                let isSpoilt = index / 35 == 17 || index % 35 == 33
                #expect(isSpoilt ? element.isNaN : element.bitPattern == clean[index].bitPattern, "\(index)")
            }
        }
    }

    @Test(arguments: Int8Kernel.runnable)
    func `a row of zeros gives zeros and sizes far apart give what the definition says`(kernel: Int8Kernel) {
        var generator = SeededGenerator(13)
        var (left, right) = (generator.lines(20, 100), generator.lines(40, 100))
        let factors: [Float] = [0, 1e30, 1e-30, 1e-38, 0x1p-140, .leastNonzeroMagnitude, 3e38]
        for (index, factor) in factors.enumerated() {
            left[index + 2] = left[index + 2].map { $0 * factor }
            right[index + 30] = right[index + 30].map { $0 * factor }
        }
        let product = Int8Product(left, right)
        let result = product.result(with: kernel)
        #expect(firstDifference(result, product.expected) == nil)
        #expect(result[80..<120].allSatisfy { $0 == 0 })
        #expect(result.allSatisfy { !$0.isNaN })
    }

    @Test(arguments: Int8Kernel.runnable)
    func `without a depth the result is the bias`(kernel: Int8Kernel) {
        let product = Int8Product([[], [], []], [[], []])
        let (bias, out) = (TestMemory<Float>([3, -4], filledWith: 0), TestMemory<Float>(6, filledWith: 77))
        var epilogue = fledge_epilogue(out: out.start, stride: 2)
        epilogue.bias = UnsafePointer(bias.start)
        withExtendedLifetime(bias) { product.compute(epilogue, with: kernel) }
        #expect(out.values == [3, -4, 3, -4, 3, -4])
    }

    @Test func `the product is said to be fast where an instruction multiplies integers`() {
        let (features, level) = (fledge_cpu_features(), fledge_kernel_level())
        let hasInstruction = features.avx512vnni != 0 || features.amx_int8 != 0
        #expect((fledge_int8_is_fast() != 0) == (hasInstruction && level.rawValue >= FLEDGE_LEVEL_AVX512.rawValue))
    }
}
