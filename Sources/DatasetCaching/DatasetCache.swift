public import Datasets
import Foundation
import InputOutput
import SQLite
import Synchronization

/// A cache of encoded datasets and features in an SQLite database.
///
/// Entries are identified by everything they were computed from, so a changed file, tokenizer or setting is never
/// confused with an earlier one. An entry counts once all of it is stored: an interrupted run leaves nothing. Several
/// processes may share a cache, and readers never wait for each other or for a writer. If the entries together exceed
/// ``CacheLimit``, the least recently used ones are removed. A cache that is damaged or of a newer version is renamed,
/// which is reported in ``notes``. If the cache cannot be written, for instance because the disk is full or the
/// directory is read-only or cannot be created, the results are still returned, and ``notes`` explains why they were
/// not stored.
public final class DatasetCache: Sendable {
    /// The database's file.
    public let path: String
    /// The maximum total size of the entries in bytes; `nil` for no limit.
    public let limit: Int?
    /// Events concerning the cache that the user should know about, oldest first.
    public var notes: [String] { state.withLock { $0.notes } }

    /// The findings about the files whose rows were requested, cached or not, each once.
    public var findings: [DataFinding] { state.withLock { $0.findings } }

    private struct State {
        /// `nil` if nothing can be cached.
        var pool: DatabasePool?
        var notes: [String]
        var findings: [DataFinding] = []
        /// The number of findings that ``takeNewFindings()`` has returned.
        var takenFindings = 0
        /// The rows that were left out, by file, and the files whose rows ``takeNewBadRows()`` has returned.
        var badRows: [(file: String, rows: [RejectedRow])] = []
        var takenBadRows: Set<String> = []
    }
    private let state: Mutex<State>

    /// Opens the cache, and creates it if it does not exist.
    ///
    /// - Parameters:
    ///   - path: The database's file; `nil` for ``defaultPath(environment:)``.
    ///   - limit: The maximum total size of the entries; `nil` for the one of ``CacheLimit``.
    /// - Throws: ``InputOutput/FledgeError`` with category `usage` for an invalid limit in the environment, and
    ///   `inputOutput` if the database fails. A path that cannot be written is reported in ``notes`` and is not an
    ///   error.
    public init(path: String? = nil, limit: Int? = nil) throws {
        let path = path ?? Self.defaultPath()
        self.path = path
        self.limit = try limit ?? CacheLimit.bytes()
        var notes: [String] = []
        let pool = try CacheFile(path: path).open { notes.append($0) }
        state = Mutex(State(pool: pool, notes: notes))
    }

    /// Tells whether anything can be cached.
    package var isUsable: Bool { pool != nil }

    /// The database; `nil` if nothing can be cached.
    var pool: DatabasePool? { state.withLock { $0.pool } }

    /// Reads from the database. Returns `nil` if there is none, or if it is damaged, after starting a new one.
    func read<Result>(_ body: (Database) throws -> Result?) throws -> Result? {
        guard let pool else { return nil }
        do {
            return try pool.read(body)
        } catch let error as DatabaseError where CacheFile.isDamage(error) {
            try startAnew(after: pool)
        } catch is CacheFile.Unusable {
            try startAnew(after: pool)
        } catch let error as DatabaseError {
            throw CacheFile.described(error, at: path)
        }
        return nil
    }

    /// Stores in one transaction, then evicts old entries; a failure becomes a note.
    func store(keeping key: String, _ body: (Database) throws -> Void) {
        guard let pool else { return }
        storing { try pool.write(body) }
        makeRoom(keeping: key)
    }

    /// Tries to store; a failure becomes a note.
    func storing(_ body: () throws -> Void) {
        do {
            try body()
        } catch let error as DatabaseError {
            note("the results were not cached: \(CacheFile.described(error, at: path).description)")
        } catch {
            note("the results were not cached: \(error)")
        }
    }

    /// Removes the least recently used entries until the limit is respected.
    func makeRoom(keeping key: String) {
        guard let limit, let pool else { return }
        storing { try CacheEviction.run(pool, limit: limit, keeping: key) }
    }

    /// Records that an entry was just used, unless another process is writing.
    func touch(_ key: String) {
        try? pool?.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA busy_timeout = 50")
            defer { try? database.execute(sql: "PRAGMA busy_timeout = \(CacheFile.patience * 1000)") }
            try CacheEviction.touch(key, in: database)
        }
    }

    private func startAnew(after damaged: DatabasePool) throws {
        try state.withLock { state in
            // Another thread may have found the same damage before.
            guard state.pool === damaged else { return }
            damaged.close()
            var notes: [String] = []
            state.pool = try CacheFile(path: path).replace("is damaged") { notes.append($0) }
            state.notes += notes
        }
    }

    /// The findings that no earlier call has returned.
    public func takeNewFindings() -> [DataFinding] {
        state.withLock { state in
            defer { state.takenFindings = state.findings.count }
            return Array(state.findings[state.takenFindings...])
        }
    }

    /// The rows that were left out of datasets and that no earlier call has returned, with their files.
    public func takeNewBadRows() -> [(file: String, rows: [RejectedRow])] {
        state.withLock { state in
            let new = state.badRows.filter { state.takenBadRows.insert($0.file).inserted }
            return new
        }
    }

    func add(badRows: [RejectedRow], of file: String) {
        guard !badRows.isEmpty else { return }
        state.withLock { state in
            if !state.badRows.contains(where: { $0.file == file }) { state.badRows.append((file, badRows)) }
        }
    }

    /// Adds findings about a file, for instance about its labels.
    package func add(findings: [DataFinding]) {
        state.withLock { state in
            for finding in findings where !state.findings.contains(finding) { state.findings.append(finding) }
        }
    }

    func note(_ text: String) { state.withLock { $0.notes.append(text) } }
}
