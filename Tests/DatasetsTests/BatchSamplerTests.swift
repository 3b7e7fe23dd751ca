import Datasets
import InputOutput
import Testing

@Suite struct BatchSamplerTests {
    /// The generator's published sequence for the seed 1234567.
    @Test func generatorIsSplitMix64() {
        var generator = SplitMix64(seed: 1_234_567)
        let expected: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
        ]
        #expect(expected.map { _ in generator.next() } == expected)
    }

    @Test func boundedNumbersAreEven() {
        var generator = SplitMix64(seed: 1)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { counts[generator.next(below: 7)] += 1 }
        // The standard deviation of each count is 93.
        #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
    }

    @Test(arguments: [
        (10, 3, false, [3, 3, 3, 1]), (10, 3, true, [3, 3, 3]), (9, 3, false, [3, 3, 3]), (0, 4, false, []),
        (2, 4, false, [2]), (2, 4, true, []),
    ])
    func sizes(_ rowCount: Int, _ batchSize: Int, _ dropsLast: Bool, _ sizes: [Int]) {
        let sampler = BatchSampler(rowCount: rowCount, batchSize: batchSize, seed: 1, dropsLast: dropsLast)
        #expect(sampler.batches(epoch: 0).map(\.count) == sizes)
        #expect(sampler.batchCount == sizes.count)
    }

    @Test func everyEpochHasAllRowsInItsOwnOrder() {
        let sampler = BatchSampler(rowCount: 1000, batchSize: 32, seed: 42)
        let epochs = (0..<4).map { sampler.batches(epoch: $0).flatMap { $0 } }
        for order in epochs { #expect(order.sorted() == Array(0..<1000)) }
        #expect(Set(epochs).count == 4)
    }

    @Test func seedDecides() {
        let first = BatchSampler(rowCount: 100, batchSize: 8, seed: 7)
        let same = BatchSampler(rowCount: 100, batchSize: 8, seed: 7)
        let other = BatchSampler(rowCount: 100, batchSize: 8, seed: 8)
        #expect(first.batches(epoch: 3) == same.batches(epoch: 3))
        #expect(first.order(epoch: 3) != other.order(epoch: 3))
    }

    /// The order is guaranteed for a seed: it must not change between versions.
    @Test func orderIsFixed() {
        #expect(BatchSampler(rowCount: 10, batchSize: 4, seed: 42).order(epoch: 0) == [1, 7, 2, 5, 6, 4, 0, 9, 8, 3])
        #expect(BatchSampler(rowCount: 10, batchSize: 4, seed: 42).order(epoch: 1) == [0, 9, 1, 6, 5, 8, 2, 3, 4, 7])
    }

    /// Each row is about equally likely at each position.
    @Test func shuffleIsEven() {
        var counts = [[Int]](repeating: [Int](repeating: 0, count: 5), count: 5)
        let sampler = BatchSampler(rowCount: 5, batchSize: 5, seed: 3)
        for epoch in 0..<20_000 {
            for (place, row) in sampler.order(epoch: epoch).enumerated() { counts[row][place] += 1 }
        }
        #expect(counts.joined().allSatisfy { abs($0 - 4000) < 300 })
    }
}
