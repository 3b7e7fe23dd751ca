public import Datasets
import InputOutput
import SQLite

extension DatasetCache {
    /// The entries of the cache, most recently used first.
    public func entries() throws -> [CacheEntry] { try read { try EntryTable.all(in: $0) } ?? [] }

    /// The entry whose key has a prefix.
    ///
    /// - Throws: ``InputOutput/FledgeError`` with category `usage` if there is none, or more than one.
    public func entry(_ abbreviation: String) throws -> CacheEntry {
        let entries = try entries()
        let found = entries.filter { $0.key.hasPrefix(abbreviation.lowercased()) }
        if found.count == 1 || found.first?.key == abbreviation { return found[0] }
        let keys = entries.map { String($0.key.prefix(CacheEntry.abbreviationLength)) }
        guard found.isEmpty || abbreviation.isEmpty else {
            throw FledgeError(
                .usage, at: path, "the key \"\(abbreviation)\" fits \(found.count) entries",
                found: Spelling.list(found.map { String($0.key.prefix(abbreviation.count + 8)) }, limit: 4),
                advice: "write more of the key")
        }
        throw FledgeError(
            .usage, at: path, "no entry \"\(Spelling.shortened(abbreviation))\"",
            advice: Spelling.suggestion(for: String(abbreviation.prefix(CacheEntry.abbreviationLength)), among: keys)
                ?? "fledge data list shows all entries")
    }

    /// The names of a dataset's labels, in the order of their indices.
    public func labels(of entry: CacheEntry) throws -> [String] {
        try read { database in
            guard let stored = try DatasetTable.find(entry.key, in: database) else { return [] }
            return try DatasetTable.labels(of: stored["id"], in: database).names
        } ?? []
    }

    /// The pieces of the vocabulary that a dataset was encoded with, by id; empty if the vocabulary is not known.
    public func pieces(of entry: CacheEntry) throws -> [String] {
        try read { database in
            try String.fetchOne(
                database,
                sql: """
                    SELECT content FROM encodingText JOIN encodedDataset ON hash = encoding WHERE key = ? AND completed
                    """, arguments: [entry.key]
            ).map { EncodingText($0).pieces }
        } ?? []
    }

    /// Passes the rows of a dataset to `body`, in order and a few thousand at a time.
    ///
    /// - Parameter body: Returns true to continue.
    public func forEachRows(of entry: CacheEntry, _ body: ([EncodedRow]) throws -> Bool) throws {
        struct Enough: Error {}
        do {
            _ = try read { database -> Bool? in
                guard let stored = try DatasetTable.find(entry.key, in: database) else { return nil }
                let labels = try DatasetTable.labels(of: stored["id"], in: database)
                try DatasetTable.forEachRows(of: stored["id"], labels: labels.indices, in: database) {
                    guard try body($0) else { throw Enough() }
                }
                return true
            }
        } catch is Enough {}
    }

    /// Removes entries and returns their space.
    ///
    /// - Throws: ``InputOutput/FledgeError`` with category `inputOutput` if the cache stays locked.
    public func remove(_ entries: [CacheEntry]) throws {
        guard let pool else { throw FledgeError.noPlace(for: "the cache", at: path) }
        do {
            try pool.write { database in
                for entry in entries { try EntryTable.remove(entry.key, in: database) }
            }
            try CacheEviction.giveBack(pool)
        } catch let error as DatabaseError {
            throw CacheFile.described(error, at: path)
        }
    }

    /// Reads the whole cache and lists the damage by entry, without changing anything.
    public func findDamage() throws -> [CacheDamage] {
        guard let pool else { return [] }
        do {
            return try pool.read { database in
                let file = try CacheCheck.damage(database).map { [CacheDamage(key: nil, problem: $0)] } ?? []
                return try file + DatasetTable.damagedKeys(in: database) + FeatureTable.damagedKeys(in: database)
            }
        } catch let error as DatabaseError {
            return [CacheDamage(key: nil, problem: CacheFile.described(error, at: path).problem)]
        }
    }
}

extension CacheEntry {
    /// The number of characters of a key that are shown.
    public static let abbreviationLength = 12
}

/// A part of the cache that differs from what was stored.
public struct CacheDamage: Sendable, Equatable {
    /// The entry; `nil` for the database as a whole.
    public var key: String?
    public var problem: String

    public init(key: String?, problem: String) {
        self.key = key
        self.problem = problem
    }
}
