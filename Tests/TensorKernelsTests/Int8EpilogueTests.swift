import CTensorKernels
import TestSupport
import Testing

/// The epilogue of an 8-bit matrix multiplication.
struct Int8EpilogueTests {
    static let (rows, columns) = (21, 45)
    static let (beforeStride, outStride) = (50, 52)

    /// A matrix multiplication with everything that an epilogue can write.
    private struct Outcome {
        let expectedBefore: [Float]
        let before: [Float]
        let out: [Float]
        let packed: [UInt16]

        init(activation: fledge_activation, accumulating: Bool, kernel: Int8Kernel) {
            var generator = SeededGenerator(14)
            let product = Int8Product(rows: rows, columns: columns, depth: 77, &generator)
            let biases = generator.floats(columns)
            let bias = TestMemory(biases, filledWith: 0)
            let before = TestMemory<Float>(rows * beforeStride, filledWith: -3)
            let out = TestMemory<Float>(rows * outStride, filledWith: 0.5)
            let packed = TestMemory<UInt16>(2 * 2 * 16 * 32 + 8, filledWith: 9)
            var epilogue = fledge_epilogue(out: out.start, stride: outStride)
            epilogue.bias = UnsafePointer(bias.start)
            (epilogue.before, epilogue.before_stride) = (before.start, beforeStride)
            epilogue.activation = activation
            epilogue.accumulates = accumulating ? 1 : 0
            epilogue.packed = packed.start
            withExtendedLifetime((bias, before, out, packed)) { product.compute(epilogue, with: kernel) }
            expectedBefore = product.expected.enumerated().map { $1 + biases[$0 % columns] }
            (self.before, self.out, self.packed) = (before.values, out.values, packed.values)
        }
    }

    @Test(arguments: ProductActivation.all, Int8Kernel.runnable)
    func `the epilogue adds the bias, applies the activation and writes all results`(
        activation: ProductActivation, kernel: Int8Kernel
    ) {
        for accumulates in [false, true] {
            let outcome = Outcome(activation: activation.code, accumulating: accumulates, kernel: kernel)
            for row in 0..<Self.rows {
                for column in 0..<Self.columns {
                    let value = outcome.expectedBefore[row * Self.columns + column]
                    #expect(outcome.before[row * Self.beforeStride + column].bitPattern == value.bitPattern)
                    let expected = activation.exact(Double(value))
                    let tolerance = activation.absolute + activation.relative * abs(expected)
                    let written = Double(outcome.out[row * Self.outStride + column])
                    // Adding to existing values rounds once more.
                    let (present, rounding) = accumulates ? (0.5, 1e-7 * (1 + abs(expected))) : (0, 0)
                    #expect(abs(written - present - expected) <= tolerance + rounding)
                    let place = ((row / 16 * 2 + column / 32) * 16 + row % 16) * 32 + column % 32
                    let rounded = Double(Float(bitPattern: UInt32(outcome.packed[place]) << 16))
                    #expect(abs(rounded - expected) <= tolerance + 0x1p-8 * abs(expected))
                }
            }
        }
    }

    @Test(arguments: Int8Kernel.runnable)
    func `beyond the edges nothing is written but the zeros of a packed result`(kernel: Int8Kernel) {
        let outcome = Outcome(activation: FLEDGE_ACTIVATION_GELU, accumulating: false, kernel: kernel)
        for (index, value) in outcome.before.enumerated() where index % Self.beforeStride >= Self.columns {
            #expect(value == -3)
        }
        for (index, value) in outcome.out.enumerated() where index % Self.outStride >= Self.columns {
            #expect(value == 0.5)
        }
        for row in 0..<32 {
            for column in 0..<64 where row >= Self.rows || column >= Self.columns {
                #expect(outcome.packed[((row / 16 * 2 + column / 32) * 16 + row % 16) * 32 + column % 32] == 0)
            }
        }
        #expect(outcome.packed.suffix(8).allSatisfy { $0 == 9 })
    }

    /// Exact operations only: the results are known to the bit.
    @Test(arguments: [false, true], [false, true])
    func `simple epilogues are exact with all kernels`(isRectified: Bool, accumulates: Bool) {
        let activation = isRectified ? FLEDGE_ACTIVATION_RELU : FLEDGE_ACTIVATION_NONE
        for kernel in Int8Kernel.runnable {
            let outcome = Outcome(activation: activation, accumulating: accumulates, kernel: kernel)
            for (index, value) in outcome.expectedBefore.enumerated() {
                let result = isRectified && value < 0 ? 0 : value
                let place = index / Self.columns * Self.outStride + index % Self.columns
                #expect(outcome.out[place] == (accumulates ? 0.5 + result : result))
            }
        }
    }
}
