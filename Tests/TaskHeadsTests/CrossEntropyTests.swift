import Foundation
import TaskHeads
import TensorKernels
import TestSupport
import Testing

struct CrossEntropyTests {
    private let arena = Arena()

    private func matrix(_ elements: [Float], rows: Int) -> Matrix {
        let matrix = arena.matrix(rows: rows, columns: elements.count / rows)
        _ = matrix.elements.update(from: elements)
        return matrix
    }

    @Test func `the loss is the weighted sum of negative logarithms`() {
        let logits = matrix([0, 0, 0, log(2), log(3), log(5)], rows: 2)
        let loss = CrossEntropy.loss(logits, labels: [1, 2], weight: 0.5)
        #expect(abs(loss - 0.5 * (log(3.0) + log(2.0))) <= 1e-6)
    }

    @Test func `the gradient is that of finite differences`() {
        var generator = SeededGenerator(5)
        let logits = matrix(generator.floats(15).map { 4 * $0 }, rows: 3)
        let gradient = matrix([Float](repeating: .nan, count: 15), rows: 3)
        let labels = [0, 4, 2]
        _ = CrossEntropy.loss(logits, labels: labels, weight: 0.7, gradient: gradient)
        let numerical = logits.elements.indices.map { index in
            let value = logits.elements[index]
            let losses = [value + 0x1p-8, value - 0x1p-8].map { moved in
                logits.elements[index] = moved
                return CrossEntropy.loss(logits, labels: labels, weight: 0.7)
            }
            logits.elements[index] = value
            return (losses[0] - losses[1]) * 0x1p7
        }
        #expect(largestDifference(gradient.elements.map(Double.init), numerical) <= 2e-6)
    }

    @Test func `large logits do not overflow`() {
        let logits = matrix([1e4, -1e4, -1e4, 1e4], rows: 2)
        let gradient = matrix([0, 0, 0, 0], rows: 2)
        #expect(CrossEntropy.loss(logits, labels: [0, 0], weight: 1, gradient: gradient) == 2e4)
        #expect(Array(gradient.elements) == [0, 0, -1, 1])
    }

    static let distributions: [(logits: [Float], probabilities: [Float])] = [
        ([log(1), log(3)], [0.25, 0.75]), ([0, 0, 0, 0], [0.25, 0.25, 0.25, 0.25]), ([1e4, -1e4], [1, 0]), ([7], [1]),
    ]

    @Test(arguments: distributions)
    func `probabilities are the softmax of the logits`(logits: [Float], probabilities: [Float]) {
        #expect(largestDifference(CrossEntropy.probabilities(logits: logits), probabilities) <= 1e-7)
    }
}
