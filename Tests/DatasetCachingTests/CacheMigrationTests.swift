import DatasetCaching
import Datasets
import Foundation
import SQLite
import TestSupport
import Testing
import Tokenization

/// Caches of the first schema, with one database row per text.
@Suite struct CacheMigrationTests {
    private let directory: TemporaryDirectory
    private var cachePath: String { "\(directory.path)/datasets.sqlite" }

    init() throws { directory = try TemporaryDirectory() }

    private struct Refusal: Error {}

    /// The entry of `a.txt` with the text `x`, encoded by `f`, as the first schema stored it.
    private func storeFirstSchema(key: String, _ change: String? = nil) throws {
        let queue = try DatabaseQueue(path: cachePath)
        try queue.write { database in
            try database.execute(
                sql: """
                    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
                    INSERT INTO grdb_migrations VALUES ('datasets and features');
                    CREATE TABLE dataset (key TEXT PRIMARY KEY NOT NULL, sha256 TEXT NOT NULL,
                        firstRow INTEGER NOT NULL, rowCount INTEGER NOT NULL);
                    CREATE TABLE datasetLabel (key TEXT NOT NULL REFERENCES dataset(key) ON DELETE CASCADE,
                        position INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (key, position));
                    CREATE TABLE datasetRow (id INTEGER PRIMARY KEY, ids BLOB NOT NULL, typeIDs BLOB, label INTEGER,
                        line INTEGER NOT NULL, truncatedTokenCount INTEGER NOT NULL);
                    CREATE TABLE feature (key TEXT PRIMARY KEY NOT NULL, width INTEGER NOT NULL,
                        firstRow INTEGER NOT NULL, rowCount INTEGER NOT NULL);
                    CREATE TABLE featureRow (id INTEGER PRIMARY KEY, vector BLOB NOT NULL);
                    INSERT INTO dataset VALUES ('other', 'abc', 1, 1);
                    INSERT INTO datasetRow VALUES (1, x'', NULL, NULL, 1, 0);
                    INSERT INTO dataset VALUES ('\(key)', 'def', 2, 3);
                    INSERT INTO datasetLabel VALUES ('\(key)', 0, 'no'), ('\(key)', 1, 'yes');
                    INSERT INTO datasetRow VALUES (2, x'0100000000000100', NULL, 1, 2, 0),
                        (3, x'', x'', 0, 4, 7), (4, x'05000000', x'01000000', NULL, 9, 0);
                    """)
            if let change { try database.execute(sql: change) }
        }
        queue.close()
    }

    private func dataset(_ cache: DatasetCache) throws -> EncodedDataset {
        try cache.dataset(
            path: directory.write("a.csv", "text,label\nx,yes\n"), requiresLabel: false, encodingFingerprint: "f",
            encode: { rows in rows.map { _ in Encoding(ids: [9], typeIDs: [0]) } })
    }

    /// The key by which the cache finds the file, taken from a separate cache.
    private func key() throws -> String {
        let cache = try DatasetCache(path: "\(directory.path)/key.sqlite")
        _ = try dataset(cache)
        return try #require(try cache.entries().first).key
    }

    @Test func rowsGoIntoChunks() throws {
        try storeFirstSchema(key: key())
        let cache = try DatasetCache(path: cachePath)
        #expect(cache.notes.isEmpty)
        #expect(try cache.entries().map(\.rowCount).sorted() == [1, 3])
        let found = try dataset(cache)
        #expect(found.fromCache)
        #expect(found.labelNames == ["no", "yes"])
        #expect(
            found.rows == [
                EncodedRow(ids: [1, 65536], label: 1, line: 2),
                EncodedRow(ids: [], typeIDs: [], label: 0, line: 4, truncatedTokenCount: 7),
                EncodedRow(ids: [5], typeIDs: [1], label: nil, line: 9),
            ])
        #expect(found.truncatedRowCount == 1)
        let queue = try DatabaseQueue(path: cachePath)
        #expect(try queue.read { try $0.tableExists("datasetRow") } == false)
        #expect(try queue.read { try Int.fetchOne($0, sql: "PRAGMA auto_vacuum") } == 2)
    }

    /// Entries without a checksum are recomputed.
    @Test func featuresAreDropped() throws {
        try storeFirstSchema(
            key: "k", "INSERT INTO feature VALUES ('v', 1, 1, 1); INSERT INTO featureRow VALUES (1, x'00000000')")
        let cache = try DatasetCache(path: cachePath)
        #expect(cache.notes.isEmpty)
        #expect(try cache.entries().allSatisfy { $0.kind == .dataset })
        let queue = try DatabaseQueue(path: cachePath)
        #expect(try queue.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM featureRow") } == 0)
        _ = try cache.features(key: "v", count: 1, width: 1) { _ in [2] }
        #expect(try cache.features(key: "v", count: 1, width: 1) { _ in throw Refusal() }.values == [2])
        #expect(try cache.findDamage().isEmpty)
    }

    /// Invalid entries are encoded again; the others are kept.
    @Test(arguments: [
        "DELETE FROM datasetRow WHERE id = 3", "UPDATE datasetRow SET ids = x'00' WHERE id = 2",
        // The first chunk is intact.
        """
        UPDATE dataset SET rowCount = 10000 WHERE firstRow = 2;
        WITH RECURSIVE number(i) AS (SELECT 5 UNION ALL SELECT i + 1 FROM number WHERE i < 9000)
        INSERT INTO datasetRow SELECT i, x'', NULL, NULL, i, 0 FROM number
        """,
    ])
    func brokenEntriesAreLeftOut(_ change: String) throws {
        try storeFirstSchema(key: key(), change)
        let cache = try DatasetCache(path: cachePath)
        #expect(try cache.entries().map(\.rowCount) == [1])
        #expect(try !dataset(cache).fromCache)
        #expect(try dataset(cache).fromCache)
    }
}
