import DatasetCaching
import Datasets
import Foundation
import InputOutput
import SQLite
import TestSupport
import Testing
import Tokenization

@Suite struct CacheDamageTests {
    private let directory: TemporaryDirectory
    private var cachePath: String { "\(directory.path)/datasets.sqlite" }

    init() throws { directory = try TemporaryDirectory() }

    private func dataset(_ cache: DatasetCache) throws -> EncodedDataset {
        let path = try directory.write("a.txt", (0..<3000).map { "text \($0)\n" }.joined())
        return try cache.dataset(path: path, requiresLabel: false, encodingFingerprint: "a") { rows in
            rows.map { row in
                let ids = row.text.utf8.map(Int32.init)
                return Encoding(ids: ids, typeIDs: ids.map { _ in 0 })
            }
        }
    }

    /// Runs statements on the cache's file directly.
    private func execute(_ sql: String) throws {
        let queue = try DatabaseQueue(path: cachePath)
        try queue.write { try $0.execute(sql: sql) }
        queue.close()
    }

    /// Checks that the cache was replaced for this reason, and works.
    private func expectReplaced(_ cache: DatasetCache, _ reason: String) throws {
        let aside = try FileManager.default.contentsOfDirectory(atPath: directory.path)
            .filter { $0.wholeMatch(of: /datasets\.sqlite\.damaged-\d{8}T\d{6}\.\d{3}Z/) != nil }
        #expect(aside.count == 1)
        #expect(
            cache.notes == [
                "the cache \(cachePath) \(reason); it was renamed to \(directory.path)/\(aside.first ?? "nothing"), "
                    + "and a new one was started"
            ])
        _ = try dataset(cache)
        let again = try dataset(DatasetCache(path: cachePath))
        #expect(again.fromCache)
        #expect(again.rows.count == 3000)
    }

    @Test func notADatabase() throws {
        try directory.write("datasets.sqlite", String(repeating: "this is no database ", count: 100))
        try expectReplaced(DatasetCache(path: cachePath), "is damaged")
    }

    @Test func brokenPages() throws {
        do { _ = try dataset(DatasetCache(path: cachePath)) }
        let handle = try #require(FileHandle(forUpdatingAtPath: cachePath))
        let size = Int(try handle.seekToEnd())
        for page in 1..<size / 4096 {
            try handle.seek(toOffset: UInt64(page * 4096))
            try handle.write(contentsOf: Data(repeating: 0xAB, count: 4096))
        }
        try handle.close()
        // Reopened soon after, the cache is not checked as a whole, and the damage is found on access.
        let cache = try DatasetCache(path: cachePath)
        _ = try dataset(cache)
        try expectReplaced(cache, "is damaged")
    }

    /// After a day, the whole file is checked when it is opened.
    @Test func brokenPagesAreFoundByTheDailyCheck() throws {
        do { _ = try dataset(DatasetCache(path: cachePath)) }
        try execute("UPDATE cacheState SET value = value - 90000")
        let handle = try #require(FileHandle(forUpdatingAtPath: cachePath))
        let size = Int(try handle.seekToEnd())
        for page in 3..<size / 4096 {
            try handle.seek(toOffset: UInt64(page * 4096))
            try handle.write(contentsOf: Data(repeating: 0xAB, count: 4096))
        }
        try handle.close()
        try expectReplaced(DatasetCache(path: cachePath), "is damaged")
    }

    @Test func newerSchema() throws {
        do { _ = try dataset(DatasetCache(path: cachePath)) }
        try execute("INSERT INTO grdb_migrations (identifier) VALUES ('of a later version')")
        try expectReplaced(DatasetCache(path: cachePath), "was written by a newer version of Fledge")
    }

    /// Damage that occurs while the cache is in use.
    @Test(arguments: [
        "DELETE FROM encodedChunk", "UPDATE encodedChunk SET checksum = checksum + 1",
        "UPDATE encodedChunk SET content = zeroblob(length(content))", "UPDATE encodedChunk SET rowCount = 2999",
        "UPDATE encodedChunk SET content = x'0000'", "UPDATE encodedDataset SET rowCount = 2999",
        "UPDATE encodedChunk SET content = 'a text'", "UPDATE encodedDataset SET rowCount = 'many'",
    ])
    func rowsThatCannotBe(_ statement: String) throws {
        let cache = try DatasetCache(path: cachePath)
        _ = try dataset(cache)
        try execute(statement)
        #expect(try !dataset(cache).fromCache)
        #expect(try dataset(cache).fromCache)
        try expectReplaced(cache, "is damaged")
    }

    /// If nothing can be cached, the work continues without a cache.
    private func expectUnused(_ path: String) throws {
        let cache = try DatasetCache(path: path)
        #expect(
            cache.notes == [
                "nothing is cached, since \(path) cannot be written; FLEDGE_CACHE names another directory"
            ])
        #expect(!cache.isUsable)
        for _ in 1...2 {
            let found = try dataset(cache)
            #expect(found.rows.count == 3000)
            #expect(!found.fromCache)
        }
    }

    @Test func directoryCannotBeCreated() throws {
        try expectUnused("\(directory.write("file", ""))/cache/datasets.sqlite")
    }

    @Test func placeIsADirectory() throws {
        try FileManager.default.createDirectory(atPath: cachePath, withIntermediateDirectories: true)
        try expectUnused(cachePath)
    }

    /// A failure to store does not stop the work.
    @Test func failedStoringIsNoted() throws {
        let cache = try DatasetCache(path: cachePath)
        try execute("CREATE TRIGGER refusal BEFORE INSERT ON encodedChunk BEGIN SELECT RAISE(ABORT, 'refused'); END")
        #expect(try dataset(cache).rows.count == 3000)
        #expect(cache.notes == ["the results were not cached: \(cachePath): the cache failed: refused"])
        #expect(try !dataset(cache).fromCache)
    }

    @Test(arguments: [
        (
            ResultCode.full,
            """
            c: the cache's disk is full
              try:      free some space, or set FLEDGE_CACHE to another disk
            """
        ),
        (
            .busy,
            """
            c: the cache has been locked by another process for a minute
              try:      wait for the other process and run the command again
            """
        ),
        (
            .readOnly,
            """
            c: the cache cannot be written
              try:      set FLEDGE_CACHE to a directory that can be written
            """
        ),
        (.inputOutput, "c: the cache failed: disk I/O error"),
    ])
    func otherFailures(_ code: ResultCode, _ expected: String) {
        #expect("\(CacheFile.described(DatabaseError(resultCode: code), at: "c"))" == expected)
    }
}
