import Foundation
import TensorKernels
import TestSupport
import Testing

struct GELUTests {
    let team = ThreadTeam(count: 2)
    let arena = Arena()
    /// -14...14 in steps of 1/1024, as rows.
    let points: [Float] = (-14336...14336).map { Float($0) / 1024 }

    private func probability(_ value: Double) -> Double { 0.5 * erfc(-value / 2.0.squareRoot()) }
    private func density(_ value: Double) -> Double { exp(-value * value / 2) / (2 * Double.pi).squareRoot() }

    @Test func `values are those of the error function`() {
        let input = arena.matrix(points, rows: points.count)
        let output = arena.matrix(rows: points.count, columns: 1)
        GELU.forward(input, into: output, on: team)
        let expected = points.map { Double($0) * probability(Double($0)) }
        #expect(largestDifference(output.elements.map(Double.init), expected) <= 4e-7)
    }

    @Test func `the slope is that of the error function, and the activation is computed again`() {
        let input = arena.matrix(points, rows: points.count)
        let output = arena.matrix(rows: points.count, columns: 1)
        let again = arena.matrix(rows: points.count, columns: 1)
        let gradient = arena.matrix(points.map { _ in 2 }, rows: points.count)
        GELU.forward(input, into: output, on: team)
        GELU.backward(gradient, input: input, recomputing: again, on: team)
        let expected = points.map { 2 * (probability(Double($0)) + Double($0) * density(Double($0))) }
        #expect(largestDifference(gradient.elements.map(Double.init), expected) <= 2e-6)
        #expect(largestDifference(again.elements, output.elements) <= 4e-7)
    }

    @Test(arguments: [(1, 1), (3, 17), (20, 40)])
    func `gradients are those of finite differences`(rows: Int, columns: Int) {
        var generator = SeededGenerator(UInt64(rows))
        let input = arena.matrix(generator.floats(rows * columns).map { 4 * $0 }, rows: rows)
        let output = arena.matrix(rows: rows, columns: columns)
        let outputGradient = generator.floats(rows * columns)
        let gradient = arena.matrix(outputGradient, rows: rows)
        let team = ThreadTeam(count: 1)
        GELU.backward(gradient, input: input, recomputing: output, on: team)
        let numerical = numericalGradient(by: input.elements) {
            GELU.forward(input, into: output, on: team)
            return weightedSum(output.elements, outputGradient)
        }
        expectGradient(gradient.elements, numerical)
    }

    @Test func `far away the function is the identity or zero`() {
        let input = arena.matrix([1e4, 100, 30, -30, -100, -1e4], rows: 1)
        let output = arena.matrix(rows: 1, columns: 6)
        let gradient = arena.matrix([1, 1, 1, 1, 1, 1], rows: 1)
        GELU.forward(input, into: output, on: team)
        #expect(largestDifference(output.elements, [1e4, 100, 30, 0, 0, 0]) <= 1e-30)
        GELU.backward(gradient, input: input, recomputing: output, on: team)
        #expect(largestDifference(gradient.elements, [1, 1, 1, 0, 0, 0]) <= 1e-30)
    }
}
