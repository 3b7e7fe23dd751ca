import Foundation
import TensorKernels
import TestSupport
import Testing

struct RelativePositionBiasTests {
    let bias = RelativePositionBias(bucketCount: 32, maximumDistance: 128)
    let arena = Arena()

    @Test func `buckets are those of the reference`() throws {
        let recorded = try RecordedTensors(fixture: "Encoder/mpnet/buckets.safetensors")
        let distances = try recorded.integers("distances").map(Int.init)
        #expect(distances.count == 1201)
        #expect(try distances.map(bias.bucket) == recorded.integers("buckets").map(Int.init))
    }

    @Test(arguments: [1, 2, 9, 200])
    func `each head has the number of each distance's bucket`(longest: Int) {
        var generator = SeededGenerator(3)
        let table = arena.randomMatrix(32, 3, &generator)
        let values = arena.matrix(rows: 3, columns: 2 * longest - 1)
        bias.forward(table: table, into: values)
        for head in 0..<3 {
            for distance in 1 - longest...longest - 1 {
                #expect(values.row(head)[longest - 1 + distance] == table.row(bias.bucket(ofDistance: distance))[head])
            }
        }
    }

    /// Attention with a bias over sequences of several lengths.
    private struct Operands {
        let arena = Arena()
        let bias = RelativePositionBias(bucketCount: 32, maximumDistance: 128)
        let attention = SelfAttention(headCount: 2, headSize: 5)
        let offsets: [Int]
        let table: Matrix, projections: Matrix, output: Matrix, outputGradient: Matrix, logSums: Matrix
        let team: ThreadTeam
        let dropout: Dropout?

        init(lengths: [Int] = [1, 6, 14, 3], threads: Int = 1, dropout: Dropout? = nil) {
            var generator = SeededGenerator(5)
            offsets = lengths.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
            let tokens = lengths.reduce(0, +)
            table = arena.randomMatrix(32, 2, &generator)
            projections = arena.matrix(generator.floats(tokens * 30).map { 2 * $0 }, rows: tokens)
            outputGradient = arena.randomMatrix(tokens, 10, &generator)
            output = arena.matrix(rows: tokens, columns: 10)
            logSums = arena.matrix(rows: tokens, columns: 2)
            team = ThreadTeam(count: threads)
            self.dropout = dropout
        }

        func values() -> Matrix {
            let longest = zip(offsets, offsets.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) }
            let values = arena.matrix(rows: 2, columns: 2 * longest - 1)
            bias.forward(table: table, into: values)
            return values
        }

        func forward() {
            let mark = arena.mark()
            attention.forward(
                projections, offsets: offsets, into: output, logSums: logSums.start, bias: values(), dropout: dropout,
                arena: arena, on: team)
            arena.release(to: mark)
        }

        func loss() -> Double {
            forward()
            return weightedSum(output.elements, outputGradient.elements)
        }

        /// The gradients of the projections and of the table; the latter are added to existing ones.
        func gradients() -> (projections: [Float], table: [Float]) {
            forward()
            let gradient = arena.matrix(rows: projections.rows, columns: projections.columns)
            let distances = arena.matrix(rows: projections.rows, columns: 2 * attention.headCount)
            let tableGradient = arena.matrix(rows: 32, columns: 2)
            for matrix in [gradient, distances] { matrix.elements.update(repeating: .nan) }
            tableGradient.elements.update(repeating: 1)
            attention.backward(
                outputGradient, projections: projections, offsets: offsets, logSums: logSums.start, bias: values(),
                distanceGradients: distances.start, dropout: dropout, into: gradient, arena: arena, on: team)
            bias.backward(distances.start, offsets: offsets, into: tableGradient, on: team)
            return (Array(gradient.elements), tableGradient.elements.map { $0 - 1 })
        }
    }

    @Test func `attention with a bias is that in double precision`() {
        let operands = Operands(lengths: [1, 6, 40, 3])
        operands.forward()
        var expected: [Double] = []
        for (first, last) in zip(operands.offsets, operands.offsets.dropFirst()) {
            for query in first..<last {
                for head in 0..<2 {
                    func vector(_ part: Int, _ token: Int) -> [Double] {
                        (0..<5).map { Double(operands.projections.row(token)[part * 10 + head * 5 + $0]) }
                    }
                    let weights = (first..<last).map { key in
                        let product = zip(vector(0, query), vector(1, key)).reduce(0) { $0 + $1.0 * $1.1 }
                        let bucket = operands.bias.bucket(ofDistance: key - query)
                        return exp(product / 5.0.squareRoot() + Double(operands.table.row(bucket)[head]))
                    }
                    let sum = weights.reduce(0, +)
                    for column in 0..<5 {
                        expected.append(
                            zip(first..<last, weights).reduce(0) { $0 + $1.1 / sum * vector(2, $1.0)[column] })
                    }
                }
            }
        }
        #expect(largestDifference(operands.output.elements.map(Double.init), expected) <= 5e-6)
    }

    @Test(arguments: [nil, Dropout(probability: 0.3, key: 77)])
    func `gradients are those of finite differences`(dropout: Dropout?) {
        let operands = Operands(dropout: dropout)
        let (projections, table) = operands.gradients()
        expectGradient(projections, numericalGradient(by: operands.projections.elements, of: operands.loss))
        expectGradient(table, numericalGradient(by: operands.table.elements, of: operands.loss))
    }

    @Test func `the number of threads changes nothing`() {
        let results = [1, 2, 3].map { threads in
            let (projections, table) = Operands(lengths: [1, 26, 9, 33, 4], threads: threads).gradients()
            return projections + table
        }
        #expect(results[1] == results[0])
        #expect(results[2] == results[0])
    }
}
