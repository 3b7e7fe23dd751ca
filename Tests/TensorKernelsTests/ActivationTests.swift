import Foundation
import TensorKernels
import TestSupport
import Testing

struct ActivationTests {
    let team = ThreadTeam(count: 2)
    let arena = Arena()
    /// -14...14 in steps of 1/1024, as rows.
    let points: [Float] = (-14336...14336).map { Float($0) / 1024 }

    /// The definition in double precision, with its derivative.
    private static func exact(_ activation: Activation, _ x: Double) -> (value: Double, slope: Double) {
        switch activation {
        case .gelu:
            let probability = 0.5 * erfc(-x / 2.0.squareRoot())
            return (x * probability, probability + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot())
        case .geluTanh:
            let factor = (2 / Double.pi).squareRoot()
            let tangent = Foundation.tanh(factor * (x + 0.044715 * x * x * x))
            let inner = factor * (1 + 3 * 0.044715 * x * x)
            return (0.5 * x * (1 + tangent), 0.5 * (1 + tangent) + 0.5 * x * (1 - tangent * tangent) * inner)
        case .relu: return (max(x, 0), x > 0 ? 1 : 0)
        case .silu:
            let gate = 1 / (1 + exp(-x))
            return (x * gate, gate * (1 + x * (1 - gate)))
        case .tanh:
            let tangent = Foundation.tanh(x)
            return (tangent, 1 - tangent * tangent)
        }
    }

    @Test(arguments: Activation.allCases)
    func `values are those in double precision`(activation: Activation) {
        let input = arena.matrix(points, rows: points.count)
        let output = arena.matrix(rows: points.count, columns: 1)
        activation.forward(input, into: output, on: team)
        for (measured, point) in zip(output.elements, points) {
            let expected = Self.exact(activation, Double(point)).value
            // Half a unit in the last place of the largest values is already 5e-7.
            #expect(abs(Double(measured) - expected) <= 4e-7 + 2e-7 * abs(expected), "\(point)")
        }
    }

    @Test(arguments: Activation.allCases)
    func `slopes are those in double precision, and the activation is computed again`(activation: Activation) {
        let input = arena.matrix(points, rows: points.count)
        let output = arena.matrix(rows: points.count, columns: 1)
        let again = arena.matrix(rows: points.count, columns: 1)
        let gradient = arena.matrix(points.map { _ in 2 }, rows: points.count)
        activation.forward(input, into: output, on: team)
        activation.backward(gradient, input: input, recomputing: again, on: team)
        let expected = points.map { 2 * Self.exact(activation, Double($0)).slope }
        #expect(largestDifference(gradient.elements.map(Double.init), expected) <= 2e-6)
        #expect(largestDifference(again.elements, output.elements) <= 4e-7)
    }

    @Test(arguments: Activation.allCases, [(1, 1), (3, 17), (20, 40)])
    func `gradients are those of finite differences`(activation: Activation, shape: (rows: Int, columns: Int)) {
        let (rows, columns) = shape
        var generator = SeededGenerator(UInt64(rows))
        // No point is close to the kink at zero.
        let values = generator.floats(rows * columns).map { 4 * $0 }.map { abs($0) < 0.1 ? $0 + 0.3 : $0 }
        let input = arena.matrix(values, rows: rows)
        let output = arena.matrix(rows: rows, columns: columns)
        let outputGradient = generator.floats(rows * columns)
        let gradient = arena.matrix(outputGradient, rows: rows)
        let team = ThreadTeam(count: 1)
        activation.backward(gradient, input: input, recomputing: output, on: team)
        let numerical = numericalGradient(by: input.elements) {
            activation.forward(input, into: output, on: team)
            return weightedSum(output.elements, outputGradient)
        }
        expectGradient(gradient.elements, numerical)
    }

    @Test(arguments: Activation.allCases)
    func `far away the function is simple`(activation: Activation) {
        let points: [Float] = [1e4, 100, 30, -100, -1e3]
        let input = arena.matrix(points, rows: 1)
        let output = arena.matrix(rows: 1, columns: points.count)
        let gradient = arena.matrix(points.map { _ in 1 }, rows: 1)
        let isBounded = activation == .tanh
        let values: [Float] = isBounded ? [1, 1, 1, -1, -1] : [1e4, 100, 30, 0, 0]
        activation.forward(input, into: output, on: team)
        #expect(largestDifference(output.elements, values) <= 1e-30)
        activation.backward(gradient, input: input, recomputing: output, on: team)
        #expect(largestDifference(gradient.elements, isBounded ? [0, 0, 0, 0, 0] : [1, 1, 1, 0, 0]) <= 1e-25)
        #expect(largestDifference(output.elements, values) <= 1e-30)
    }
}
