import DatasetCaching
import Datasets
import Foundation
import SQLite
import Synchronization
import TestSupport
import Testing
import Tokenization

/// A cache that several writers and readers use at once, each with its own connection, as in separate processes.
@Suite struct SharedCacheTests {
    private let directory: TemporaryDirectory
    private var cachePath: String { "\(directory.path)/datasets.sqlite" }
    private static let files = 12
    /// The number of files that writers do not touch and readers read.
    private static let kept = 4

    /// The duration: three seconds, or the value of `FLEDGE_SHARED_CACHE_SECONDS`.
    private static let seconds =
        ProcessInfo.processInfo.environment["FLEDGE_SHARED_CACHE_SECONDS"].flatMap(Double.init) ?? 3

    init() throws {
        directory = try TemporaryDirectory()
        for file in 0..<Self.files {
            try directory.write("\(file).txt", (0..<2000 + file).map { "text \(file) \($0)\n" }.joined())
        }
    }

    private func dataset(_ cache: DatasetCache, _ file: Int, _ fingerprint: String) throws -> EncodedDataset {
        try cache.dataset(
            path: "\(directory.path)/\(file).txt", requiresLabel: false, encodingFingerprint: fingerprint,
            chunkSize: 256
        ) { rows in
            rows.map { row in
                let ids = row.text.utf8.map(Int32.init)
                return Encoding(ids: ids, typeIDs: ids.map { _ in 0 })
            }
        }
    }

    /// Runs `work` on several threads at once, regardless of the number of processors, and waits for all.
    private func inThreads(_ count: Int, _ work: @escaping @Sendable (Int) -> Void) {
        let group = DispatchGroup()
        for number in 0..<count {
            group.enter()
            Thread.detachNewThread {
                work(number)
                group.leave()
            }
        }
        group.wait()
    }

    @Test func twoWritersAndFourReaders() throws {
        let first = try DatasetCache(path: cachePath)
        for file in 0..<Self.kept { _ = try dataset(first, file, "kept") }
        let end = Date().addingTimeInterval(Self.seconds)
        let counts = Mutex((stored: 0, read: 0, hits: 0))
        let notes = Mutex<[String]>([])
        inThreads(6) { worker in
            do {
                // Small enough that writers evict each other's entries.
                let cache = try DatasetCache(path: cachePath, limit: 3_000_000)
                defer { notes.withLock { $0 += cache.notes } }
                var turn = 0
                while Date() < end {
                    turn += 1
                    let file =
                        worker < 2
                        ? Self.kept + (turn + worker) % (Self.files - Self.kept) : (turn + worker) % Self.kept
                    let found = try dataset(cache, file, worker < 2 ? "\(worker) \(turn)" : "kept")
                    #expect(found.rows.count == 2000 + file)
                    #expect(found.rows.last?.ids == "text \(file) \(1999 + file)".utf8.map(Int32.init))
                    counts.withLock {
                        $0.stored += found.fromCache ? 0 : 1
                        $0.read += 1
                        $0.hits += found.fromCache ? 1 : 0
                    }
                }
            } catch {
                Issue.record(error)
            }
        }
        #expect(notes.withLock { $0 }.isEmpty)
        let (stored, read, hits) = counts.withLock { $0 }
        #expect(stored > 10 && hits > 10, "\(stored) stored, \(read) read, \(hits) from the cache")
        if Self.seconds > 3 { print("\(read) data sets: \(stored) encoded and stored, \(hits) from the cache") }
        let cache = try DatasetCache(path: cachePath)
        #expect(try cache.findDamage().isEmpty)
        #expect(try cache.entries().reduce(0) { $0 + $1.byteCount } <= 3_100_000)
    }

    /// A reader sees the state from when it began, and does not wait for a writer.
    @Test func readersDoNotWaitForAWriter() throws {
        let cache = try DatasetCache(path: cachePath)
        _ = try dataset(cache, 0, "kept")
        let writer = try DatabaseQueue(path: cachePath)
        try writer.write { database in
            try database.execute(sql: "DELETE FROM encodedDataset")
            let start = ContinuousClock.now
            let found = try dataset(DatasetCache(path: cachePath), 0, "kept")
            #expect(found.fromCache)
            #expect(start.duration(to: .now) < .seconds(20))
        }
    }

    /// The remains of a killed process do not count as an entry, and are removed after an hour.
    @Test func leftoversGo() throws {
        let cache = try DatasetCache(path: cachePath)
        _ = try dataset(cache, 0, "kept")
        let queue = try DatabaseQueue(path: cachePath)
        try queue.write { try $0.execute(sql: "UPDATE encodedDataset SET completed = 0") }
        #expect(try cache.entries().isEmpty)
        #expect(try !dataset(cache, 0, "kept").fromCache)
        func incomplete() throws -> Int? {
            try queue.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM encodedDataset WHERE NOT completed") }
        }
        #expect(try incomplete() == 1)
        try queue.write { try $0.execute(sql: "UPDATE encodedDataset SET lastUsed = lastUsed - 4000") }
        _ = try dataset(cache, 1, "kept")
        #expect(try incomplete() == 0)
        #expect(try dataset(cache, 0, "kept").fromCache)
    }

    /// An entry that another process stored in the meantime is kept.
    @Test func sameRowsTwiceAtOnce() throws {
        let caches = try (0..<2).map { _ in try DatasetCache(path: cachePath) }
        _ = try caches[0].dataset(
            path: "\(directory.path)/0.txt", requiresLabel: false, encodingFingerprint: "kept"
        ) { rows in
            _ = try dataset(caches[1], 0, "kept")
            return rows.map { _ in Encoding(ids: [], typeIDs: []) }
        }
        #expect(try caches[0].entries().count == 1)
        #expect(try caches[0].findDamage().isEmpty)
    }
}
