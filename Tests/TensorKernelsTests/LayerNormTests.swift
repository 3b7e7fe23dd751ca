import Foundation
import TensorKernels
import TestSupport
import Testing

struct LayerNormTests {
    /// Random operands; `shift` moves the mean of all inputs.
    struct Operands {
        let arena = Arena()
        let input: Matrix, weight: Matrix, bias: Matrix, output: Matrix, outputGradient: Matrix
        let statistics: LayerNorm.Statistics
        let epsilon: Float = 1e-5

        init(rows: Int, columns: Int, shift: Float = 0) {
            var generator = SeededGenerator(UInt64(rows * 1000 + columns))
            input = arena.randomMatrix(rows, columns, &generator)
            for index in input.elements.indices { input.elements[index] += shift }
            weight = arena.randomMatrix(1, columns, &generator)
            bias = arena.randomMatrix(1, columns, &generator)
            output = arena.matrix(rows: rows, columns: columns)
            outputGradient = arena.randomMatrix(rows, columns, &generator)
            statistics = LayerNorm.Statistics(rows: rows, in: arena)
        }

        func forward(rows: Range<Int>? = nil) {
            LayerNorm.forward(
                input, rows: rows ?? 0..<input.rows, weight: weight.start, bias: bias.start, epsilon: epsilon,
                into: output, statistics: statistics)
        }

        func loss() -> Double {
            forward()
            return weightedSum(output.elements, outputGradient.elements)
        }

        /// The definition, in double precision.
        var expected: [Double] {
            (0..<input.rows).flatMap { row in
                let values = input.rows(row..<row + 1).elements.map(Double.init)
                let mean = values.reduce(0, +) / Double(values.count)
                let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
                return values.indices.map {
                    (values[$0] - mean) / (variance + Double(epsilon)).squareRoot() * Double(weight.start[$0])
                        + Double(bias.start[$0])
                }
            }
        }
    }

    @Test(arguments: [(1, 2), (3, 16), (5, 33), (2, 384), (4, 1000)])
    func `values are those in double precision`(rows: Int, columns: Int) {
        let operands = Operands(rows: rows, columns: columns)
        operands.forward()
        #expect(largestDifference(operands.output.elements.map(Double.init), operands.expected) <= 2e-6)
    }

    @Test func `a large mean does not spoil the variance`() {
        let operands = Operands(rows: 3, columns: 40, shift: 1000)
        operands.forward()
        #expect(largestDifference(operands.output.elements.map(Double.init), operands.expected) <= 1e-3)
    }

    @Test func `rows may be normalized one by one`() {
        let (together, apart) = (Operands(rows: 5, columns: 33), Operands(rows: 5, columns: 33))
        together.forward()
        for row in (0..<5).reversed() { apart.forward(rows: row..<row + 1) }
        #expect(Array(together.output.elements) == Array(apart.output.elements))
    }

    @Test(arguments: [(1, 4, 1), (3, 16, 2), (5, 33, 1), (20, 70, 3)])
    func `gradients are those of finite differences`(rows: Int, columns: Int, threads: Int) {
        let operands = Operands(rows: rows, columns: columns)
        let arena = operands.arena
        let weightGradient = arena.matrix(rows: 1, columns: columns)
        let biasGradient = arena.matrix(rows: 1, columns: columns)
        weightGradient.elements.update(repeating: 0)
        biasGradient.elements.update(repeating: 0)
        let gradient = arena.matrix(Array(operands.outputGradient.elements), rows: rows)
        operands.forward()
        LayerNorm.backward(
            gradient, input: operands.input, weight: operands.weight.start, statistics: operands.statistics,
            weightGradient: weightGradient.start, biasGradient: biasGradient.start, on: ThreadTeam(count: threads))

        for (values, gradient) in [
            (operands.input, gradient), (operands.weight, weightGradient), (operands.bias, biasGradient),
        ] {
            expectGradient(
                gradient.elements, numericalGradient(by: values.elements, step: 0x1p-6, of: operands.loss),
                tolerance: 2e-4)
        }
    }

    @Test func `the gradients of weight and bias are added, and left out where they are frozen`() {
        let operands = Operands(rows: 6, columns: 20)
        let arena = operands.arena
        let parameters = arena.matrix([Float](repeating: 0, count: 40), rows: 2)
        operands.forward()
        func backward(_ weight: UnsafeMutablePointer<Float>?, _ bias: UnsafeMutablePointer<Float>?) -> [Float] {
            let gradient = arena.matrix(Array(operands.outputGradient.elements), rows: 6)
            LayerNorm.backward(
                gradient, input: operands.input, weight: operands.weight.start, statistics: operands.statistics,
                weightGradient: weight, biasGradient: bias, on: ThreadTeam(count: 1))
            return Array(gradient.elements)
        }
        let first = backward(parameters.row(0), parameters.row(1))
        let once = Array(parameters.elements)
        #expect(backward(parameters.row(0), parameters.row(1)) == first)
        #expect(largestDifference(parameters.elements, once.map { 2 * $0 }) <= 1e-5)
        let twice = Array(parameters.elements)
        #expect(backward(nil, nil) == first)
        #expect(Array(parameters.elements) == twice)
    }
}
