import Foundation
import TensorKernels
import TestSupport
import Testing

struct SelfAttentionTests {
    /// A packed batch of sequences of different lengths.
    struct Operands {
        let arena = Arena()
        let attention: SelfAttention
        let offsets: [Int]
        let projections: Matrix, output: Matrix, outputGradient: Matrix, logSums: Matrix
        let team: ThreadTeam
        let dropout: Dropout?
        let isBF16: Bool

        init(
            heads: Int = 3, headSize: Int = 5, lengths: [Int] = [1, 6, 9, 3], threads: Int = 2,
            dropout: Dropout? = nil, isBF16: Bool = false
        ) {
            var generator = SeededGenerator(UInt64(heads))
            attention = SelfAttention(headCount: heads, headSize: headSize)
            offsets = lengths.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
            let tokens = lengths.reduce(0, +)
            projections = arena.matrix(generator.floats(tokens * 3 * heads * headSize).map { 2 * $0 }, rows: tokens)
            outputGradient = arena.randomMatrix(tokens, heads * headSize, &generator)
            output = arena.matrix(rows: tokens, columns: heads * headSize)
            logSums = arena.matrix(rows: tokens, columns: heads)
            team = ThreadTeam(count: threads)
            self.dropout = dropout
            self.isBF16 = isBF16
        }

        func forward() {
            let mark = arena.mark()
            attention.forward(
                projections, offsets: offsets, into: output, logSums: logSums.start, dropout: dropout,
                isBF16: isBF16, arena: arena, on: team)
            arena.release(to: mark)
        }

        func loss() -> Double {
            forward()
            return weightedSum(output.elements, outputGradient.elements)
        }

        /// The gradient of the projections; the memory is filled with garbage first.
        func gradient() -> [Float] {
            forward()
            let gradient = arena.matrix(rows: projections.rows, columns: projections.columns)
            gradient.elements.update(repeating: .nan)
            attention.backward(
                outputGradient, projections: projections, offsets: offsets, logSums: logSums.start, dropout: dropout,
                isBF16: isBF16, into: gradient, arena: arena, on: team)
            return Array(gradient.elements)
        }

        /// The definition, in double precision and without dropout.
        var expected: [Double] {
            var result: [Double] = []
            for (first, last) in zip(offsets, offsets.dropFirst()) {
                for query in first..<last {
                    for head in 0..<attention.headCount { result += attended(query, head, sequence: first..<last) }
                }
            }
            return result
        }

        /// The attention output of one token and one head.
        private func attended(_ query: Int, _ head: Int, sequence: Range<Int>) -> [Double] {
            let size = attention.headSize
            func vector(_ part: Int, _ token: Int) -> [Double] {
                let start = projections.row(token) + part * output.columns + head * size
                return (0..<size).map { Double(start[$0]) }
            }
            let weights = sequence.map { key in
                let product = zip(vector(0, query), vector(1, key)).reduce(0) { $0 + $1.0 * $1.1 }
                return exp(product / Double(size).squareRoot())
            }
            let sum = weights.reduce(0, +)
            return zip(sequence, weights).reduce(into: [Double](repeating: 0, count: size)) { result, item in
                for (index, value) in vector(2, item.0).enumerated() { result[index] += item.1 / sum * value }
            }
        }
    }

    @Test(arguments: [(1, 4, [7]), (3, 5, [1, 6, 9, 3]), (4, 8, [40, 1, 16, 23]), (12, 32, [130, 2])])
    func `values are those in double precision`(heads: Int, headSize: Int, lengths: [Int]) {
        let operands = Operands(heads: heads, headSize: headSize, lengths: lengths)
        operands.forward()
        #expect(largestDifference(operands.output.elements.map(Double.init), operands.expected) <= 5e-6)
    }

    @Test(arguments: [nil, Dropout(probability: 0.3, key: 77)])
    func `gradients are those of finite differences`(dropout: Dropout?) {
        let operands = Operands(threads: 1, dropout: dropout)
        let numerical = numericalGradient(by: operands.projections.elements, of: operands.loss)
        expectGradient(operands.gradient(), numerical)
    }

    @Test(arguments: [nil, Dropout(probability: 0.3, key: 77)])
    func `the number of threads changes nothing`(dropout: Dropout?) {
        let results = [1, 2, 3].map { threads in
            let operands = Operands(lengths: [1, 26, 9, 33, 4], threads: threads, dropout: dropout)
            return operands.gradient() + Array(operands.output.elements)
        }
        #expect(results[1] == results[0])
        #expect(results[2] == results[0])
    }

    @Test(arguments: [false, true], [[26], [26, 1, 9, 80], [26, 70, 5]])
    func `the neighbours of a sequence change nothing`(isBF16: Bool, lengths: [Int]) {
        let alone = Operands(headSize: 32, lengths: [26], isBF16: isBF16)
        let operands = Operands(headSize: 32, lengths: lengths, isBF16: isBF16)
        // All of them begin with the same numbers.
        for (to, from) in [(operands.projections, alone.projections), (operands.outputGradient, alone.outputGradient)] {
            to.rows(0..<26).copy(from, rows: 0..<26)
        }
        let (gradient, expected) = (operands.gradient(), alone.gradient())
        #expect(Array(gradient.prefix(expected.count)) == expected)
        #expect(Array(operands.output.elements.prefix(alone.output.count)) == Array(alone.output.elements))
    }

    @Test(arguments: [nil, Dropout(probability: 0.3, key: 77)])
    func `bfloat16 changes little`(dropout: Dropout?) {
        let results = [false, true].map { isBF16 in
            let operands = Operands(
                heads: 4, headSize: 32, lengths: [13, 90, 40], dropout: dropout, isBF16: isBF16)
            return (gradient: operands.gradient(), output: Array(operands.output.elements))
        }
        #expect(VectorComparison(results[1].gradient, results[0].gradient).cosine >= 0.9999)
        #expect(VectorComparison(results[1].output, results[0].output).cosine >= 0.9999)
    }

    @Test func `dropout changes the result, and its key decides how`() {
        let outputs = [nil, Dropout(probability: 0.3, key: 1), Dropout(probability: 0.3, key: 2)].map { dropout in
            let operands = Operands(dropout: dropout)
            operands.forward()
            return Array(operands.output.elements)
        }
        #expect(largestDifference(outputs[0], outputs[1]) > 0.01)
        #expect(largestDifference(outputs[1], outputs[2]) > 0.01)
    }
}
