import CTensorKernels
import TensorKernels
import TestSupport
import Testing

struct DropoutTests {
    let arena = Arena()

    private func ones(_ rows: Int, _ columns: Int) -> Matrix {
        arena.matrix([Float](repeating: 1, count: rows * columns), rows: rows)
    }

    private func mask(
        _ rows: Int, _ columns: Int, probability: Float = 0.3, key: UInt64 = 5
    ) throws -> [Float] {
        let matrix = ones(rows, columns)
        try #require(Dropout(probability: probability, key: key)).apply(to: matrix, rows: 0..<rows)
        return Array(matrix.elements)
    }

    @Test func `a probability of zero is no dropout`() {
        #expect(Dropout(probability: 0, key: 1) == nil)
    }

    @Test(arguments: [Float(0.1), 0.5, 0.9])
    func `the share of dropped elements is the probability and the others are scaled`(probability: Float) throws {
        let elements = try mask(200, 384, probability: probability)
        let dropped = elements.count { $0 == 0 }
        #expect(elements.allSatisfy { $0 == 0 || $0 == 1 / (1 - probability) })
        // Five standard deviations of the share.
        let tolerance = 5 * Double(probability * (1 - probability)).squareRoot() / Double(elements.count).squareRoot()
        #expect(abs(Double(dropped) / Double(elements.count) - Double(probability)) <= tolerance)
    }

    @Test func `rows, columns and keys have masks of their own`() throws {
        let (first, second) = (try mask(64, 320, key: 5), try mask(64, 320, key: 6))
        // The probability that two independent elements are both dropped or both kept, and five standard deviations of
        // it.
        let (agreement, tolerance) = (0.3 * 0.3 + 0.7 * 0.7, 5 * (0.58 * 0.42 / Double(first.count)).squareRoot())
        func share(_ left: some Collection<Float>, _ right: some Collection<Float>) -> Double {
            Double(zip(left, right).count { $0 == $1 }) / Double(left.count)
        }
        #expect(abs(share(first, second) - agreement) <= tolerance)
        #expect(abs(share(first.dropFirst(320), first.dropLast(320)) - agreement) <= tolerance)
        #expect(abs(share(first.dropFirst(64), first.dropLast(64)) - agreement) <= tolerance)
        #expect(abs(share(first.dropFirst(1), first.dropLast(1)) - agreement) <= tolerance)
    }

    @Test(arguments: [1, 2, 3, 7])
    func `the mask does not depend on how rows are split among threads`(threads: Int) throws {
        let dropout = try #require(Dropout(probability: 0.3, key: 5))
        let matrix = ones(50, 100)
        ThreadTeam(count: threads).split(50, granularity: 4) { dropout.apply(to: matrix, rows: $0) }
        #expect(try Array(matrix.elements) == mask(50, 100))
    }

    @Test(arguments: [1, 15, 63, 64, 65, 130])
    func `a shorter row has the mask of the longer one's beginning`(columns: Int) throws {
        #expect(try mask(1, columns) == Array(mask(1, 200).prefix(columns)))
    }

    /// The generator's published output for a counter and a key of zero: the words of the elements 0, 16, 32 and 48.
    @Test(arguments: zip([0, 16, 32, 48], [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8]))
    func `the masks are those of Philox`(element: Int, word: UInt32) throws {
        let share = Float(word) / 0x1p32
        #expect(try mask(1, 64, probability: share + 1e-6, key: 0)[element] == 0)
        #expect(try mask(1, 64, probability: share - 1e-6, key: 0)[element] > 1)
    }

    /// Philox 4x32-10 of one counter, from its publication.
    private func philox(_ counter: [UInt32], key: UInt64) -> [UInt32] {
        var x = counter
        var (first, second) = (UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32))
        for _ in 0..<10 {
            let (left, right) = (UInt64(x[0]) * 0xD251_1F53, UInt64(x[2]) * 0xCD9E_8D57)
            x = [
                UInt32(truncatingIfNeeded: right >> 32) ^ x[1] ^ first, UInt32(truncatingIfNeeded: right),
                UInt32(truncatingIfNeeded: left >> 32) ^ x[3] ^ second, UInt32(truncatingIfNeeded: left),
            ]
            first &+= 0x9E37_79B9
            second &+= 0xBB67_AE85
        }
        return x
    }

    /// The test runs at any level, so all levels have the same masks.
    @Test(arguments: [UInt64(0), 5, 0x1234_5678_9ABC_DEF0], [UInt64(0), 3, 0xFFFF_FFFF, 0x1_0000_0002])
    func `the masks are those of one counter after another`(key: UInt64, stream: UInt64) {
        var elements = [Float](repeating: 1, count: 1000)
        fledge_dropout(&elements, elements.count, 0.3, key, stream)
        let (low, high) = (UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32))
        let threshold = UInt32(Double(Float(0.3)) * 0x1p32)
        let expected = elements.indices.map { index -> Float in
            let words = philox([UInt32(index / 64 * 16 + index % 16), 0, low, high], key: key)
            return words[index / 16 % 4] < threshold ? 0 : 1 / (1 - Float(0.3))
        }
        #expect(elements == expected)
    }

    @Test func `the backward pass has the mask of the forward pass`() throws {
        let dropout = try #require(Dropout(probability: 0.4, key: 9))
        var generator = SeededGenerator(3)
        let input = arena.randomMatrix(4, 70, &generator)
        let output = arena.matrix(rows: 4, columns: 70)
        let outputGradient = generator.floats(4 * 70)
        let gradient = arena.matrix(outputGradient, rows: 4)
        dropout.apply(to: gradient, rows: 0..<4)
        let numerical = numericalGradient(by: input.elements) {
            output.copy(input, rows: 0..<4)
            dropout.apply(to: output, rows: 0..<4)
            return weightedSum(output.elements, outputGradient)
        }
        expectGradient(gradient.elements, numerical, tolerance: 2e-5)
    }
}
