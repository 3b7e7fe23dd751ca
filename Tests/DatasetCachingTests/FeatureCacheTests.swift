import DatasetCaching
import Datasets
import Foundation
import SQLite
import TestSupport
import Testing

@Suite struct FeatureCacheTests {
    private let directory: TemporaryDirectory
    private var cachePath: String { "\(directory.path)/datasets.sqlite" }

    init() throws { directory = try TemporaryDirectory() }

    private struct Refusal: Error {}

    private func vectors(_ range: Range<Int>, width: Int) -> [Float] {
        range.flatMap { row in (0..<width).map { Float(row) + Float($0) / 7 } }
    }

    @Test func secondTimeComesFromTheCache() throws {
        var ranges: [Range<Int>] = []
        let fresh = try DatasetCache(path: cachePath).features(key: "k", count: 10, width: 3, chunkSize: 4) { range in
            ranges.append(range)
            return vectors(range, width: 3)
        }
        #expect(ranges == [0..<4, 4..<8, 8..<10])
        #expect(!fresh.fromCache)
        #expect(fresh.values == vectors(0..<10, width: 3))
        let cached = try DatasetCache(path: cachePath).features(key: "k", count: 10, width: 3) { _ in throw Refusal() }
        #expect(cached.fromCache)
        #expect(cached.values == fresh.values)
    }

    /// NaN and the like must be returned bit for bit, too.
    @Test func bitsAreKept() throws {
        let cache = try DatasetCache(path: cachePath)
        let bits: [UInt32] = [0x8000_0000, 0x7FC0_0001, 0xFF80_0000, 1]
        _ = try cache.features(key: "k", count: 2, width: 2) { _ in bits.map(Float.init(bitPattern:)) }
        let cached = try cache.features(key: "k", count: 2, width: 2) { _ in throw Refusal() }
        #expect(cached.values.map(\.bitPattern) == bits)
    }

    @Test func keyAndShapeDecide() throws {
        let cache = try DatasetCache(path: cachePath)
        func fromCache(_ key: String, _ count: Int, _ width: Int) throws -> Bool {
            let found = try cache.features(key: key, count: count, width: width) { vectors($0, width: width) }
            #expect(found.values == vectors(0..<count, width: width))
            return found.fromCache
        }
        #expect(try !fromCache("a", 5, 2))
        #expect(try !fromCache("b", 5, 2))
        #expect(try !fromCache("a", 5, 3))
        #expect(try fromCache("a", 5, 2))
        #expect(try fromCache("b", 5, 2))
        // A different number of rows replaces the entry.
        #expect(try !fromCache("a", 4, 2))
        #expect(try fromCache("a", 4, 2))
        #expect(try fromCache("b", 5, 2))
        #expect(cache.notes.isEmpty)
    }

    @Test(arguments: [
        "UPDATE featureRow SET vector = zeroblob(12) WHERE id = 3", "UPDATE featureRow SET vector = x'00' WHERE id = 3",
        "DELETE FROM featureRow WHERE id = 3", "UPDATE feature SET checksum = checksum + 1",
        "UPDATE feature SET firstRow = 2",
    ])
    func damageIsFound(_ statement: String) throws {
        let cache = try DatasetCache(path: cachePath)
        _ = try cache.features(key: "k", count: 5, width: 3) { vectors($0, width: 3) }
        #expect(try cache.findDamage().isEmpty)
        let queue = try DatabaseQueue(path: cachePath)
        try queue.write { try $0.execute(sql: statement) }
        queue.close()
        #expect(try cache.findDamage().map(\.problem) == ["vectors are not as they were stored"])
        let fresh = try cache.features(key: "k", count: 5, width: 3) { vectors($0, width: 3) }
        #expect(!fresh.fromCache)
        #expect(fresh.values == vectors(0..<5, width: 3))
        #expect(try cache.features(key: "k", count: 5, width: 3) { _ in throw Refusal() }.fromCache)
    }

    @Test func interruptedRunLeavesNothing() throws {
        let cache = try DatasetCache(path: cachePath)
        #expect(throws: Refusal.self) {
            try cache.features(key: "k", count: 4, width: 1, chunkSize: 2) { range in
                if range.lowerBound == 2 { throw Refusal() }
                return vectors(range, width: 1)
            }
        }
        let fresh = try cache.features(key: "k", count: 4, width: 1) { vectors($0, width: 1) }
        #expect(!fresh.fromCache)
    }
}
