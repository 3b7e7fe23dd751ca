import Datasets
import Testing

/// The features of a sampler beyond batches of a fixed number of rows in random order.
@Suite struct SamplingSettingsTests {
    /// Unordered lengths from 1 to 60.
    static let lengths = (0..<2000).map { 1 + ($0 * 7919 + $0 * $0 * 31) % 60 }

    private func sampler(
        _ settings: SamplingSettings, rowCount: Int = 2000, classes: [Int]? = nil, seed: UInt64 = 5
    ) -> BatchSampler {
        BatchSampler(rowCount: rowCount, tokenCounts: Self.lengths, classes: classes, settings: settings, seed: seed)
    }

    private func tokens(_ batch: some Sequence<Int>) -> Int { batch.reduce(0) { $0 + Self.lengths[$1] } }

    private static let all: [SamplingSettings] = [
        SamplingSettings(size: .rows(32)), SamplingSettings(size: .tokens(400)),
        SamplingSettings(size: .rows(32), grouping: .byLength()),
        SamplingSettings(size: .rows(7), grouping: .byLength(window: 3)),
        SamplingSettings(size: .tokens(400), grouping: .byLength(window: 10)),
        SamplingSettings(size: .tokens(.max), grouping: .byLength(window: .max)),
        SamplingSettings(size: .rows(.max), grouping: .byLength(window: .max)),
        SamplingSettings(size: .tokens(1)), SamplingSettings(size: .tokens(1), grouping: .byLength(window: 1)),
    ]

    @Test(arguments: all)
    func everyEpochHasAllRowsOnceAndItsNumberOfBatches(_ settings: SamplingSettings) {
        let sampler = sampler(settings)
        let epochs = (0..<3).map { sampler.batches(epoch: $0) }
        for batches in epochs {
            #expect(batches.joined().sorted() == Array(0..<2000))
            #expect(batches.allSatisfy { !$0.isEmpty })
        }
        #expect(sampler.batchCounts(epochs: 3) == epochs.map(\.count))
        #expect(epochs[0].flatMap { $0 } != epochs[1].flatMap { $0 })
        // A new sampler that starts with a later epoch produces the same batches.
        #expect(self.sampler(settings).batches(epoch: 2) == epochs[2])
    }

    @Test func batchesOfTokensAreAsFullAsRowsAllow() {
        let sampler = sampler(SamplingSettings(size: .tokens(400)))
        let batches = sampler.batches(epoch: 1)
        #expect(batches.flatMap { $0 } == sampler.order(epoch: 1))
        for (batch, next) in zip(batches, batches.dropFirst()) {
            #expect(tokens(batch) <= 400)
            #expect(tokens(batch) + Self.lengths[next[next.startIndex]] > 400)
        }
    }

    @Test func rowBeyondTheLimitIsABatchOfItsOwn() {
        let sampler = BatchSampler(
            rowCount: 4, tokenCounts: [3, 90, 4, 3], settings: SamplingSettings(size: .tokens(10)), seed: 1)
        for epoch in 0..<20 {
            let batches = sampler.batches(epoch: epoch)
            #expect(batches.contains { Array($0) == [1] })
            #expect(batches.filter { !$0.contains(1) }.allSatisfy { $0.reduce(0) { $0 + [3, 90, 4, 3][$1] } <= 10 })
        }
    }

    @Test func orderIsFixed() {
        let settings = SamplingSettings(
            size: .rows(3), grouping: .byLength(window: 2), balancesClasses: true,
            replay: Replay(rows: 8..<12, share: 0.5))
        let sampler = BatchSampler(
            rowCount: 8, tokenCounts: [5, 1, 4, 2, 8, 3, 7, 6, 9, 12, 10, 11], classes: [0, 0, 0, 0, 0, 0, 1, 1],
            settings: settings, seed: 42)
        #expect(sampler.batches(epoch: 0).map(Array.init) == [[3, 5, 7], [1, 4, 8], [11], [7, 6, 6]])
        #expect(sampler.batches(epoch: 1).map(Array.init) == [[4], [1, 7, 7], [6, 8, 9], [2, 0, 6]])
    }

    // MARK: Groups by length

    @Test(arguments: [BatchSize.rows(16), .tokens(480)])
    func groupsAreOfSimilarLengthAndStayInTheirWindow(_ size: BatchSize) {
        let sampler = sampler(SamplingSettings(size: size, grouping: .byLength(window: 10)))
        let batches = sampler.batches(epoch: 0)
        let spreads = batches.map { batch in
            (batch.map { Self.lengths[$0] }.max() ?? 0) - (batch.map { Self.lengths[$0] }.min() ?? 0)
        }
        // Sixty lengths in ten batches make six each; batches of random rows would span more than fifty.
        #expect(spreads.reduce(0, +) / spreads.count < 12)
        // The order of the batches is independent of their lengths: there are as many rises as falls.
        let means = batches.map { Double(tokens($0)) / Double($0.count) }
        let rises = zip(means, means.dropFirst()).count { $0 < $1 }
        #expect(abs(rises - means.count / 2) < means.count / 5)
    }

    @Test func windowsAreCutFromTheRandomOrder() {
        let sampler = sampler(SamplingSettings(size: .rows(10), grouping: .byLength(window: 4)))
        let order = sampler.order(epoch: 3)
        var place = [Int](repeating: 0, count: 2000)
        for (position, row) in order.enumerated() { place[row] = position / 40 }
        let batches = sampler.batches(epoch: 3)
        #expect(batches.allSatisfy { Set($0.map { place[$0] }).count == 1 })
        let visited = batches.map { place[$0[$0.startIndex]] }
        #expect(visited != visited.sorted())
    }

    @Test func smallerBatchCanBeLeftOut() {
        let settings = SamplingSettings(size: .rows(30), grouping: .byLength(window: 2), dropsLast: true)
        let batches = sampler(settings).batches(epoch: 0)
        #expect(batches.count == 66)
        #expect(batches.allSatisfy { $0.count == 30 })
        #expect(sampler(settings).batchCount(epoch: 0) == 66)
    }

    // MARK: Balanced classes

    /// Sixty rows of class 4, thirty-one of class 9, eight of class -1, and one of class 7.
    private static let classes = (0..<100).map { $0 < 60 ? 4 : $0 < 91 ? 9 : $0 < 99 ? -1 : 7 }

    @Test func classesComeEquallyOften() {
        let sampler = sampler(
            SamplingSettings(size: .rows(8), balancesClasses: true), rowCount: 100, classes: Self.classes)
        var counts = [Int](repeating: 0, count: 100)
        for epoch in 0..<30 {
            let order = sampler.order(epoch: epoch)
            #expect(order.count == 100)
            let sizes = Dictionary(grouping: order) { Self.classes[$0] }.mapValues(\.count)
            #expect(sizes == [4: 25, 9: 25, -1: 25, 7: 25])
            for row in order { counts[row] += 1 }
            // No row of a class is repeated before all of them have been drawn.
            for rows in Dictionary(grouping: 0..<100, by: { Self.classes[$0] }).values {
                let drawn = rows.map { counts[$0] }
                #expect((drawn.max() ?? 0) - (drawn.min() ?? 0) <= 1)
            }
        }
    }

    @Test func whatDoesNotDivideGoesAround() {
        let classes = (0..<101).map { $0 % 50 == 0 ? 1 : $0 % 2 == 0 ? 2 : 3 }
        let sampler = sampler(
            SamplingSettings(size: .tokens(64), balancesClasses: true), rowCount: 101, classes: classes)
        var counts: [Int: Int] = [:]
        for epoch in 0..<10 {
            let order = sampler.order(epoch: epoch)
            #expect(order.count == 101)
            for row in order { counts[classes[row], default: 0] += 1 }
            #expect((counts.values.max() ?? 0) - (counts.values.min() ?? 0) <= 1)
        }
    }

    // MARK: Replay

    @Test func eachEpochDrawsItsOwnReplay() {
        let replay = Replay(rows: 1000..<1400, share: 0.1)
        let sampler = sampler(SamplingSettings(size: .tokens(256), replay: replay), rowCount: 1000)
        #expect(sampler.drawCount == 1040)
        let drawn = (0..<50).map { epoch in
            let rows = sampler.batches(epoch: epoch).flatMap { $0 }
            #expect(rows.filter { $0 < 1000 }.sorted() == Array(0..<1000))
            return Set(rows.filter(replay.rows.contains))
        }
        #expect(drawn.allSatisfy { $0.count == 40 })
        #expect(Set(drawn).count == 50)
        // Each row is drawn with a probability of 1/10 in each of 50 epochs, so hardly any of 400 is never drawn.
        #expect(drawn.reduce(into: Set<Int>()) { $0.formUnion($1) }.count > 380)
        // The replayed rows are mixed in, not placed at the beginning or end.
        let places = sampler.order(epoch: 0).enumerated().filter { $0.element >= 1000 }.map(\.offset)
        #expect(abs(places.reduce(0, +) / places.count - 520) < 200)
    }
}
