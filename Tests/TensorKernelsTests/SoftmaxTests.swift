import CTensorKernels
import Foundation
import TensorKernels
import TestSupport
import Testing

struct SoftmaxTests {
    let arena = Arena()
    let rows = 3
    let scale: Float = 0.4

    /// Rows of scores between -range and range.
    private func scores(_ columns: Int, range: Float) -> Matrix {
        var generator = SeededGenerator(UInt64(columns))
        return arena.matrix(generator.floats(rows * columns).map { range * $0 }, rows: rows)
    }

    private func softmax(_ scores: Matrix) -> (probabilities: Matrix, logSums: Matrix) {
        let result = arena.matrix(Array(scores.elements), rows: rows)
        let logSums = arena.matrix(rows: rows, columns: 1)
        fledge_softmax(result.start, scale, logSums.start, rows, scores.columns)
        return (result, logSums)
    }

    @Test(arguments: [1, 2, 15, 16, 17, 100, 512], [Float(1), 20, 200])
    func `probabilities are those in double precision and their sum is 1`(columns: Int, range: Float) {
        let scores = scores(columns, range: range)
        let (probabilities, logSums) = softmax(scores)
        for row in 0..<rows {
            let exact = scores.rows(row..<row + 1).elements.map { Double($0) * Double(scale) }
            let maximum = exact.max() ?? 0
            let logSum = maximum + log(exact.reduce(0) { $0 + exp($1 - maximum) })
            let measured = probabilities.rows(row..<row + 1).elements.map(Double.init)
            #expect(largestDifference(measured, exact.map { exp($0 - logSum) }) <= 1e-6 * Double(range))
            #expect(abs(measured.reduce(0, +) - 1) <= 1e-6)
            #expect(abs(Double(logSums.start[row]) - logSum) <= 1e-6 * max(1, abs(logSum)))
        }
    }

    @Test func `large scores neither overflow nor vanish`() {
        let scores = arena.matrix([3e38, 0, 0, 3e38, -3e38, -3e38, -3e38, -3e38, 1e6, 1e6, -1e6, 0], rows: 3)
        let (probabilities, _) = softmax(scores)
        let expected: [Float] = [0.5, 0, 0, 0.5, 0.25, 0.25, 0.25, 0.25, 0.5, 0.5, 0, 0]
        #expect(largestDifference(probabilities.elements, expected) <= 1e-7)
    }

    @Test(arguments: [1, 2, 15, 16, 17, 33])
    func `a single large score takes everything, wherever it stands`(columns: Int) {
        for place in 0..<columns {
            let row = (0..<columns).map { Float($0 == place ? 1e6 : 0) }
            let (probabilities, logSums) = softmax(arena.matrix(row + row + row, rows: 3))
            #expect(largestDifference(probabilities.rows(0..<1).elements, row.map { $0 / 1e6 }) <= 1e-30)
            #expect(logSums.start[2] == 1e6 * scale)
        }
    }

    @Test(arguments: [1, 2, 15, 16, 17, 100, 512])
    func `probabilities are restored from the sums`(columns: Int) {
        let scores = scores(columns, range: 20)
        let (probabilities, logSums) = softmax(scores)
        fledge_softmax_restore(scores.start, scale, logSums.start, rows, columns)
        #expect(largestDifference(scores.elements, probabilities.elements) <= 5e-6)
    }

    @Test(arguments: [2, 16, 23])
    func `gradients are those of finite differences`(columns: Int) {
        var generator = SeededGenerator(7)
        let scores = scores(columns, range: 3)
        let outputGradient = generator.floats(rows * columns)
        let gradient = arena.matrix(outputGradient, rows: rows)
        fledge_softmax_backward(softmax(scores).probabilities.start, scale, gradient.start, rows, columns)
        let mark = arena.mark()
        let numerical = numericalGradient(by: scores.elements) {
            defer { arena.release(to: mark) }
            return weightedSum(softmax(scores).probabilities.elements, outputGradient)
        }
        expectGradient(gradient.elements, numerical)
    }
}
