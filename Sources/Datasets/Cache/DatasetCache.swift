import Foundation
import GRDB
import InputOutput
import Synchronization

/// Encoded data sets and features that were computed once, kept in an SQLite database.
///
/// Entries are found by what they were computed from, so a changed file, tokenizer or setting is never confused with
/// the one before. An entry counts when all of it is stored: an interrupted run leaves nothing. Several processes may
/// share a cache, and those that read never wait for each other or for one that writes. Where the entries together are
/// larger than ``CacheLimit``, those that were not used for longest go. A cache that is damaged or of a newer version
/// is renamed aside and said so in ``notes``. Where the cache cannot be written, for instance on a full disk or in a
/// directory that is read-only or cannot be created, the results are still returned, and ``notes`` says why they were not stored.
public final class DatasetCache: Sendable {
    /// The database's file.
    public let path: String
    /// The number of bytes that all entries may have together; `nil` for no limit.
    public let limit: Int?
    /// What happened to the cache that the user should know, oldest first.
    public var notes: [String] { state.withLock { $0.notes } }

    /// The findings about the files whose rows were asked for, from the cache or not, each once.
    public var findings: [DataFinding] { state.withLock { $0.findings } }

    private struct State {
        /// `nil` where nothing can be cached.
        var pool: DatabasePool?
        var notes: [String]
        var findings: [DataFinding] = []
        /// How many of them ``takeNewFindings()`` has returned.
        var takenFindings = 0
        /// The rows that were left out, file by file, and the files whose rows ``takeNewBadRows()`` has returned.
        var badRows: [(file: String, rows: [RejectedRow])] = []
        var takenBadRows: Set<String> = []
    }
    private let state: Mutex<State>

    /// Opens the cache, and creates it where there is none.
    ///
    /// - Parameters:
    ///   - path: The database's file; `nil` for ``defaultPath(environment:)``.
    ///   - limit: How large the entries may be together; `nil` for what ``CacheLimit`` says.
    /// - Throws: ``InputOutput/FledgeError`` with category `usage` for a limit in the environment that makes no sense, and
    ///   `inputOutput` where the database fails. A place that cannot be written is said in ``notes`` and is no error.
    public init(path: String? = nil, limit: Int? = nil) throws {
        let path = path ?? Self.defaultPath()
        self.path = path
        self.limit = try limit ?? CacheLimit.bytes()
        var notes: [String] = []
        let pool = try CacheFile(path: path).open { notes.append($0) }
        state = Mutex(State(pool: pool, notes: notes))
    }

    /// Whether anything can be cached.
    package var isUsable: Bool { pool != nil }

    /// The database; `nil` where nothing can be cached.
    var pool: DatabasePool? { state.withLock { $0.pool } }

    /// What the database answers; `nil` where it is damaged, after a new one was started, and where there is none.
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

    /// Stores in one transaction, then makes room; a failure becomes a note.
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

    /// Removes what was not used for longest until the entries are within the limit.
    func makeRoom(keeping key: String) {
        guard let limit, let pool else { return }
        storing { try CacheEviction.run(pool, limit: limit, keeping: key) }
    }

    /// Remembers that an entry was of use just now, unless another process is writing.
    func touch(_ key: String) {
        try? pool?.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA busy_timeout = 50")
            defer { try? database.execute(sql: "PRAGMA busy_timeout = \(CacheFile.patience * 1000)") }
            try CacheEviction.touch(key, in: database)
        }
    }

    private func startAnew(after damaged: DatabasePool) throws {
        try state.withLock { state in
            // Another thread may have met the same damage before.
            guard state.pool === damaged else { return }
            try? damaged.close()
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

    /// The rows that were left out of data sets and that no earlier call has returned, with their files.
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

    /// Adds findings about a file, such as those about its labels.
    package func add(findings: [DataFinding]) {
        state.withLock { state in
            for finding in findings where !state.findings.contains(finding) { state.findings.append(finding) }
        }
    }

    func note(_ text: String) { state.withLock { $0.notes.append(text) } }
}
