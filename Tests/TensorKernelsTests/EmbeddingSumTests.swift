import TensorKernels
import TestSupport
import Testing

struct EmbeddingSumTests {
    let arena = Arena()
    let word: Matrix, position: Matrix, type: Matrix, output: Matrix
    let outputGradient: Matrix
    let ids: [Int32], positions: [Int32], types: [Int32]

    init() {
        var generator = SeededGenerator(11)
        let tokens = 40
        word = arena.randomMatrix(9, 70, &generator)
        position = arena.randomMatrix(20, 70, &generator)
        type = arena.randomMatrix(2, 70, &generator)
        output = arena.matrix(rows: tokens, columns: 70)
        outputGradient = arena.randomMatrix(tokens, 70, &generator)
        ids = (0..<tokens).map { _ in Int32.random(in: 0..<9, using: &generator) }
        positions = (0..<tokens).map { Int32($0 % 20) }
        types = (0..<tokens).map { _ in Int32.random(in: 0..<2, using: &generator) }
    }

    private func forward(threads: Int) {
        EmbeddingSum.forward(
            word: word.start, position: position.start, type: type.start, ids: ids, positions: positions, types: types,
            into: output, on: ThreadTeam(count: threads))
    }

    @Test(arguments: [1, 2, 3])
    func `each token has the sum of its three rows`(threads: Int) {
        forward(threads: threads)
        let expected = ids.indices.flatMap { token in
            (0..<70).map { column in
                word.row(Int(ids[token]))[column] + position.row(Int(positions[token]))[column]
                    + type.row(Int(types[token]))[column]
            }
        }
        #expect(largestDifference(output.elements, expected) <= 1e-6)
    }

    @Test(arguments: [1, 2, 3])
    func `gradients are those of finite differences, also for ids that occur often`(threads: Int) {
        let team = ThreadTeam(count: threads)
        for (table, indices) in [(word, ids), (position, positions), (type, types)] {
            let gradient = arena.matrix([Float](repeating: 0, count: table.count), rows: table.rows)
            EmbeddingSum.backward(outputGradient, indices: indices, into: gradient.start, on: team)
            let numerical = numericalGradient(by: table.elements) {
                forward(threads: 1)
                return weightedSum(output.elements, outputGradient.elements)
            }
            expectGradient(gradient.elements, numerical, tolerance: 2e-5)
        }
    }

    @Test func `gradients are added`() {
        let team = ThreadTeam(count: 1)
        let (once, twice) = (arena.matrix(rows: 9, columns: 70), arena.matrix(rows: 9, columns: 70))
        once.elements.update(repeating: 0)
        twice.elements.update(repeating: 1)
        EmbeddingSum.backward(outputGradient, indices: ids, into: once.start, on: team)
        EmbeddingSum.backward(outputGradient, indices: ids, into: twice.start, on: team)
        #expect(largestDifference(twice.elements, once.elements.map { $0 + 1 }) <= 5e-6)
    }
}
