import DatasetCaching
import Datasets
import Foundation
import InputOutput
import SQLite
import TestSupport
import Testing
import Tokenization

@Suite struct CacheEntryTests {
    private let directory: TemporaryDirectory
    private var cachePath: String { "\(directory.path)/cache/datasets.sqlite" }
    private static let fingerprint = "tokenizer 1\nvocabulary 3\n\"a\"\n\"##\\\"b\"\n\"c\"\n\nmaximum length 64"

    init() throws { directory = try TemporaryDirectory() }

    @discardableResult
    private func store(_ cache: DatasetCache, _ name: String, rows: Int) throws -> EncodedDataset {
        let content = "text,label\n" + (0..<rows).map { "\(name) \($0),\(["z", "y"][$0 % 2])\n" }.joined()
        return try cache.dataset(
            path: directory.write("\(name).csv", content), requiresLabel: true, encodingFingerprint: Self.fingerprint,
            chunkSize: 100
        ) { rows in
            rows.map { row in
                let ids = row.text.utf8.map { Int32($0) << (row.line % 3 == 0 ? 12 : 0) }
                return Encoding(ids: ids, typeIDs: ids.map { $0 % 2 }, truncatedTokenCount: row.line % 5)
            }
        }
    }

    @Test func listsWhatThereIs() throws {
        let cache = try DatasetCache(path: cachePath)
        try store(cache, "a", rows: 250)
        _ = try cache.features(key: "k", count: 4, width: 3) { Array(repeating: 1, count: $0.count * 3) }
        let entries = try cache.entries()
        #expect(Set(entries.map(\.kind)) == [.dataset, .features])
        let entry = try #require(entries.first { $0.kind == .dataset })
        #expect(entry.path == "\(directory.path)/a.csv")
        #expect(entry.format == "csv")
        #expect(entry.rowCount == 250)
        #expect(entry.tokenCount == (0..<250).reduce(0) { $0 + "a \($1)".utf8.count })
        #expect(entry.truncatedRowCount == 200)
        #expect(entry.encoding?.hasSuffix(", maximum length 64") == true)
        #expect(abs(entry.created.timeIntervalSinceNow) < 60)
        #expect(try cache.labels(of: entry) == ["y", "z"])
        #expect(try cache.pieces(of: entry) == ["a", "##\"b", "c"])
        let features = try #require(entries.first { $0.kind == .features })
        #expect(features.width == 3)
        #expect(features.byteCount == 48)
        #expect(try cache.findDamage().isEmpty)
    }

    @Test func rowsComeInOrderAndStopEarly() throws {
        let cache = try DatasetCache(path: cachePath)
        let dataset = try store(cache, "a", rows: 1050)
        let entry = try #require(try cache.entries().first)
        var rows: [EncodedRow] = []
        try cache.forEachRows(of: entry) { chunk in
            rows += chunk
            return true
        }
        #expect(rows == dataset.rows)
        var calls = 0
        try cache.forEachRows(of: entry) { _ in
            calls += 1
            return false
        }
        #expect(calls == 1)
    }

    @Test func keysMayBeShort() throws {
        let cache = try DatasetCache(path: cachePath)
        for name in ["a", "b", "c"] { try store(cache, name, rows: 2) }
        let entries = try cache.entries()
        for entry in entries {
            #expect(try cache.entry(String(entry.key.prefix(12))) == entry)
            #expect(try cache.entry(entry.key) == entry)
        }
        let first = try #require(entries.first)
        let misspelt = "x" + first.key.dropFirst().prefix(11)
        #expect(
            message { _ = try cache.entry(misspelt) } == """
                \(cachePath): no entry "\(misspelt)"
                  try:      did you mean "\(first.key.prefix(12))"?
                """)
        #expect(message { _ = try cache.entry("") }?.contains("no entry") == true)
        try cache.remove(entries.filter { $0 != first })
        #expect(try cache.entries() == [first])
    }

    @Test func ambiguousKeys() throws {
        let cache = try DatasetCache(path: cachePath)
        for index in 0..<17 { try store(cache, "f\(index)", rows: 1) }
        // Of 17 keys, two have the same first digit.
        let digits = try Dictionary(grouping: cache.entries(), by: { $0.key.prefix(1) })
        let (digit, several) = try #require(digits.first { $0.value.count > 1 })
        let found = message { _ = try cache.entry(String(digit)) }
        #expect(found?.hasPrefix("\(cachePath): the key \"\(digit)\" fits \(several.count) entries\n") == true)
    }

    @Test func damageIsFoundAndNotTouched() throws {
        let cache = try DatasetCache(path: cachePath)
        for name in ["a", "b", "c"] { try store(cache, name, rows: 300) }
        let entries = try cache.entries().sorted { $0.path ?? "" < $1.path ?? "" }
        let queue = try DatabaseQueue(path: cachePath)
        try queue.write { database in
            try database.execute(sql: "UPDATE encodedChunk SET checksum = 1 WHERE dataset = 1 AND id = 2")
            try database.execute(
                sql: "DELETE FROM encodedChunk WHERE dataset = 3 AND id = (SELECT MAX(id) FROM encodedChunk)")
        }
        #expect(
            try cache.findDamage() == [
                CacheDamage(key: entries[0].key, problem: "rows are not as they were stored"),
                CacheDamage(key: entries[2].key, problem: "rows are missing"),
            ])
        #expect(try cache.entries().count == 3)
        #expect(cache.notes.isEmpty)
    }

    // MARK: The limit

    @Test func oldestEntriesMakeRoom() throws {
        let size = try {
            let cache = try DatasetCache(path: "\(directory.path)/size.sqlite", limit: 1 << 30)
            try store(cache, "a", rows: 1000)
            return try #require(try cache.entries().first).byteCount
        }()
        let cache = try DatasetCache(path: cachePath, limit: size * 5 / 2)
        func names() throws -> [String] {
            try cache.entries().compactMap { $0.path?.split(separator: "/").last?.prefix(1) }.map(String.init).sorted()
        }
        for name in ["a", "b"] { try store(cache, name, rows: 1000) }
        #expect(try names() == ["a", "b"])
        // Eviction goes by last use, not by creation.
        let queue = try DatabaseQueue(path: cachePath)
        try queue.write { try $0.execute(sql: "UPDATE encodedDataset SET lastUsed = lastUsed - 1000") }
        #expect(try store(cache, "a", rows: 1000).fromCache)
        try store(cache, "c", rows: 1000)
        #expect(try names() == ["a", "c"])
        // The entry that was just written is kept, even if it exceeds the limit by itself.
        try store(cache, "d", rows: 4000)
        #expect(try names() == ["d"])
        #expect(try store(cache, "d", rows: 4000).fromCache)
        #expect(cache.notes.isEmpty)
        let used = try queue.read { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            return try pages - (Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0)
        }
        let pages = try queue.read { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
        #expect(pages < used + 20)
    }

    @Test(
        arguments: [
            (nil, 20_000_000_000), ("", 20_000_000_000), ("0", 0), ("1500", 1500), ("2kB", 2000),
            ("1.5 GB", 1_500_000_000),
            ("3tb", 3_000_000_000_000), ("7 B", 7), ("none", nil),
        ] as [(String?, Int?)])
    func limits(_ word: String?, _ expected: Int?) throws {
        #expect(try CacheLimit.bytes(environment: word.map { ["FLEDGE_CACHE_LIMIT": $0] } ?? [:]) == expected)
    }

    @Test(arguments: ["much", "-1", "1.2.3 GB", "GB", "1e30"])
    func limitsWithoutSense(_ word: String) {
        #expect(
            message { _ = try CacheLimit.bytes(environment: ["FLEDGE_CACHE_LIMIT": word]) } == """
                FLEDGE_CACHE_LIMIT: the size of the cache makes no sense
                  expected: a number with or without kB, MB, GB or TB, or none for no limit
                  found:    \(word)
                """)
    }
}
