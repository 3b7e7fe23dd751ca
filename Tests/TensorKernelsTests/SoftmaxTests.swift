import CTensorKernels
import Foundation
import TestSupport
import Testing

/// The softmax within attention, with scores that equal the queries, because keys and values are unit vectors.
struct SoftmaxTests {
    private func softmax(_ scores: [[Float]], scale: Float = 0.4) -> (probabilities: [[Float]], logSums: [Float]) {
        let count = scores.count
        var head = AttentionHead(length: count, size: count)
        head.scale = scale
        head.query = scores.flatMap { $0 }
        head.key = (0..<count * count).map { $0 % (count + 1) == 0 ? 1 : 0 }
        head.value = head.key
        let computed = head.computed()
        let rows = (0..<count).map { Array(computed.out[$0 * count..<($0 + 1) * count]) }
        return (rows, computed.logSums)
    }

    @Test(arguments: [1, 2, 15, 16, 17, 100, 300], [Float(1), 20, 200])
    func `probabilities are those in double precision and their sum is 1`(count: Int, range: Float) {
        var generator = SeededGenerator(UInt64(count))
        let scores = (0..<count).map { _ in generator.floats(count).map { range * $0 } }
        let (probabilities, logSums) = softmax(scores)
        for (row, (measured, logSum)) in zip(probabilities, logSums).enumerated() {
            let exact = scores[row].map { Double($0) * Double(Float(0.4)) }
            let greatest = exact.max() ?? 0
            let exactLogSum = greatest + log(exact.reduce(0) { $0 + exp($1 - greatest) })
            #expect(
                largestDifference(measured.map(Double.init), exact.map { exp($0 - exactLogSum) })
                    <= 1e-6 * max(1, 0.1 * Double(range)))
            #expect(abs(measured.reduce(0) { $0 + Double($1) } - 1) <= 1e-6)
            #expect(abs(Double(logSum) - exactLogSum) <= 1e-6 * max(1, abs(exactLogSum)))
        }
    }

    @Test func `large scores neither overflow nor vanish`() {
        let scores: [[Float]] = [
            [3e38, 0, 0, 3e38], [-3e38, -3e38, -3e38, -3e38], [1e6, 1e6, -1e6, 0], [-3e38, 3e38, 0, 0],
        ]
        let expected: [[Float]] = [[0.5, 0, 0, 0.5], [0.25, 0.25, 0.25, 0.25], [0.5, 0.5, 0, 0], [0, 1, 0, 0]]
        #expect(softmax(scores).probabilities == expected)
    }

    @Test(arguments: [1, 2, 15, 16, 17, 33, 65])
    func `a single large score takes everything, wherever it stands`(count: Int) {
        let scores = (0..<count).map { place in (0..<count).map { Float($0 == place ? 1e6 : 0) } }
        let (probabilities, logSums) = softmax(scores)
        #expect(probabilities == scores.map { $0.map { $0 / 1e6 } })
        #expect(logSums.allSatisfy { $0 == 1e6 * 0.4 })
    }

    @Test func `probabilities too small for single precision are zeros`() {
        let (probabilities, _) = softmax([[0, -200], [-500, 0]], scale: 1)
        #expect(probabilities == [[1, 0], [0, 1]])
    }
}
