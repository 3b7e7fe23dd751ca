import GRDB
import InputOutput

extension DatasetCache {
    /// What the cache holds, those entries that were used last first.
    public func entries() throws -> [CacheEntry] { try read { try EntryTable.all(in: $0) } ?? [] }

    /// The entry whose key begins so.
    ///
    /// - Throws: ``InputOutput/FledgeError`` with category `usage` where there is none, or more than one.
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

    /// The names of a data set's labels, in the order of their indices.
    public func labels(of entry: CacheEntry) throws -> [String] {
        try read { database in
            guard let stored = try DatasetTable.find(entry.key, in: database) else { return [] }
            return try DatasetTable.labels(of: stored["id"], in: database).names
        } ?? []
    }

    /// The pieces of the vocabulary that a data set was encoded with, by their ids; none where it is not known.
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

    /// Gives the rows of a data set to `body`, in order and some thousand at a time.
    ///
    /// - Parameter body: Returns whether more rows are wanted.
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

    /// Removes entries and gives their room back.
    ///
    /// - Throws: ``InputOutput/FledgeError`` with category `inputOutput` where the cache is locked for long.
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

    /// What is wrong with the cache, entry by entry; reads all of it, and changes nothing.
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
    /// How much of a key is shown.
    public static let abbreviationLength = 12
}

/// Something in the cache that is not as it was stored.
public struct CacheDamage: Sendable, Equatable {
    /// The entry; `nil` for the database as such.
    public var key: String?
    public var problem: String

    public init(key: String?, problem: String) {
        self.key = key
        self.problem = problem
    }
}
