import CTensorKernels
import Foundation
import TestSupport
import Testing

/// An activation in double precision, with the tolerance for the one after a matrix multiplication.
struct ProductActivation: Sendable, CustomTestStringConvertible {
    let name: String
    let code: fledge_activation
    let exact: @Sendable (Double) -> Double
    let absolute: Double
    let relative: Double

    var testDescription: String { name }

    static let all = [
        ProductActivation(name: "none", code: FLEDGE_ACTIVATION_NONE, exact: { $0 }, absolute: 0, relative: 0),
        ProductActivation(
            name: "gelu", code: FLEDGE_ACTIVATION_GELU, exact: { 0.5 * $0 * erfc(-$0 / 2.0.squareRoot()) },
            absolute: 1.3e-5, relative: 2e-6),
        ProductActivation(
            name: "tanh gelu", code: FLEDGE_ACTIVATION_GELU_TANH,
            exact: { $0 / (1 + exp(-2 * (2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0))) },
            absolute: 1e-6, relative: 1e-6),
        ProductActivation(
            name: "relu", code: FLEDGE_ACTIVATION_RELU, exact: { max($0, 0) }, absolute: 0, relative: 0),
        ProductActivation(
            name: "silu", code: FLEDGE_ACTIVATION_SILU, exact: { $0 / (1 + exp(-$0)) }, absolute: 1e-6, relative: 1e-6),
        ProductActivation(
            name: "tanh", code: FLEDGE_ACTIVATION_TANH, exact: { tanh($0) }, absolute: 0, relative: 1e-6),
    ]
}

struct ProductEpilogueTests {
    /// A multiplication of depth 1 by ones, whose sums are the numbers of the left operand.
    private func product(of numbers: [Float], columns: Int) -> BF16Product {
        var product = BF16Product(rows: numbers.count, columns: columns, depth: 1)
        product.left.values = numbers
        product.right.values = [Float](repeating: 1, count: columns)
        return product
    }

    @Test(arguments: ProductActivation.all, ProductWay.all)
    func `bias, activation, accumulation and packing follow each other`(
        activation: ProductActivation, way: ProductWay
    ) {
        for (rows, columns, depth) in [(33, 45, 50), (16, 32, 32), (50, 64, 1040)] {
            for accumulates in [false, true] {
                var generator = SeededGenerator(7)
                var product = BF16Product(rows: rows, columns: columns, depth: depth, seed: 8)
                product.bias = generator.floats(columns)
                product.activation = activation.code
                product.accumulates = accumulates
                product.gap = 5
                let result = product.result(way)
                var plain = product
                (plain.bias, plain.activation, plain.accumulates) = (nil, FLEDGE_ACTIVATION_NONE, false)
                let sums = plain.result(way)
                let activated: [UInt32]
                if accumulates {
                    product.accumulates = false
                    activated = product.result(way).out
                } else {
                    activated = result.out
                }
                for row in 0..<rows {
                    for column in 0..<columns {
                        let place = row * product.stride + column
                        let sum = Float(bitPattern: sums.out[place])
                        let before = Float(bitPattern: result.before[place])
                        #expect(before == sum + (product.bias?[column] ?? .nan))
                        let value = Float(bitPattern: activated[place])
                        let exact = activation.exact(Double(before))
                        #expect(abs(Double(value) - exact) <= activation.absolute + activation.relative * abs(exact))
                        if accumulates {
                            #expect(Float(bitPattern: result.out[place]) == ProductResult.mark + value)
                        }
                        let packed = result.packed[Side.left.place(ofLine: row, column, depth: columns)]
                        #expect(UInt32(packed) == bfloat16(value).bitPattern >> 16)
                    }
                    for column in columns..<product.stride {
                        #expect(result.out[row * product.stride + column] == ProductResult.mark.bitPattern)
                        #expect(result.before[row * product.stride + column] == ProductResult.mark.bitPattern)
                    }
                    for column in columns..<(columns + 31) / 32 * 32 {
                        #expect(result.packed[Side.left.place(ofLine: row, column, depth: columns)] == 0)
                    }
                }
            }
        }
    }

    @Test(arguments: ProductWay.all)
    func `places that are left out are left out`(way: ProductWay) {
        let product = BF16Product(rows: 20, columns: 40, depth: 70, seed: 9)
        let (left, right) = (Side.left.pack(product.left), Side.right.pack(product.right))
        let part = fledge_product_part(
            rows: 20, columns: 40, depth: 70, first_row: 0, last_row: 20, first_column: 0, last_column: 40)
        let whole = product.result(way)
        var out = [Float](repeating: 0, count: 800)
        var before = out
        var packed = [UInt16](repeating: 0, count: fledge_bf16_left_size(20, 40))
        out.withUnsafeMutableBufferPointer {
            var epilogue = fledge_epilogue()
            (epilogue.out, epilogue.out_stride) = ($0.baseAddress, 40)
            way.multiply(left, right, part, &epilogue)
        }
        before.withUnsafeMutableBufferPointer {
            var epilogue = fledge_epilogue()
            (epilogue.before, epilogue.before_stride) = ($0.baseAddress, 40)
            way.multiply(left, right, part, &epilogue)
        }
        packed.withUnsafeMutableBufferPointer {
            var epilogue = fledge_epilogue()
            epilogue.packed = $0.baseAddress
            way.multiply(left, right, part, &epilogue)
        }
        #expect(out.map(\.bitPattern) == whole.out)
        #expect(before.map(\.bitPattern) == whole.before)
        #expect(packed == whole.packed)
    }

    @Test(arguments: ProductActivation.all)
    func `activations are as exact as they say`(activation: ProductActivation) {
        var numbers = (-1600...1600).map { bfloat16(Float($0) / 100) }
        numbers += (-120...10).flatMap { [Float(sign: .plus, exponent: $0, significand: 1.25), -Float(1).scalb($0)] }
        var product = product(of: numbers, columns: 1)
        product.activation = activation.code
        let out = product.result(.inForce).out.map { Double(Float(bitPattern: $0)) }
        for (number, value) in zip(numbers, out) {
            let exact = activation.exact(Double(number))
            // Near zero, the relative error matters.
            let absolute = abs(number) < 0.01 ? 0 : activation.absolute
            #expect(abs(value - exact) <= absolute + activation.relative * abs(exact), "\(number)")
        }
    }

    @Test(arguments: ProductActivation.all, ProductWay.all)
    func `infinite and huge numbers give limits and a NaN gives a NaN`(activation: ProductActivation, way: ProductWay) {
        let numbers: [Float] = [.infinity, -.infinity, .nan, -.nan, 3e38, -3e38, 1e30, -1e30, 200, -200, 0, -0.0]
        for columns in [2, 32, 33] {
            var product = product(of: numbers, columns: columns)
            product.activation = activation.code
            let result = product.result(way)
            for (row, number) in numbers.enumerated() {
                let value = Float(bitPattern: result.out[row * columns])
                let limit = number > 0 || abs(number) < 1 ? activation.exact(Double(bfloat16(number))) : 0
                switch activation.name {
                case _ where number.isNaN: #expect(value.isNaN)
                case "none", "tanh": #expect(value == Float(activation.exact(Double(bfloat16(number)))))
                default: #expect(value == Float(limit) || abs(Double(value) - limit) <= 1e-6 * abs(limit) + 1e-30)
                }
                for column in columns..<(columns + 31) / 32 * 32 {
                    #expect(result.packed[Side.left.place(ofLine: row, column, depth: columns)] == 0)
                }
            }
        }
    }
}

extension Float {
    /// This number multiplied by a power of two.
    fileprivate func scalb(_ exponent: Int) -> Float { Float(sign: sign, exponent: exponent, significand: self) }
}
