import GRDB
import InputOutput
import Synchronization

/// Encoded data sets and features that were computed once, kept in an SQLite database.
///
/// Entries are found by what they were computed from, so a changed file, tokenizer or setting is never confused with
/// the one before. An entry is stored in one transaction: an interrupted run leaves nothing. Several processes may
/// share a cache. One that is damaged or of a newer version is renamed aside and said so in ``notes``. Where storing
/// fails, for instance on a full disk, the results are still returned, and ``notes`` says why they were not stored.
public final class DatasetCache: Sendable {
    /// The database's file.
    public let path: String
    /// What happened to the cache that the user should know, oldest first.
    public var notes: [String] { state.withLock { $0.notes } }

    private struct State {
        var queue: DatabaseQueue
        var notes: [String]
    }
    private let state: Mutex<State>

    /// Opens the cache, and creates it where there is none.
    ///
    /// - Parameter path: The database's file; `nil` for ``defaultPath(environment:)``.
    /// - Throws: ``InputOutput/FledgeError`` with category `cannotCreate` where the place cannot be written.
    public init(path: String? = nil) throws {
        let path = path ?? Self.defaultPath()
        self.path = path
        var notes: [String] = []
        let queue = try CacheFile(path: path).open { notes.append($0) }
        state = Mutex(State(queue: queue, notes: notes))
    }

    /// What the database answers; `nil` where it is damaged, after a new one was started.
    func read<Result>(_ body: (Database) throws -> Result?) throws -> Result? {
        let queue = state.withLock { $0.queue }
        do {
            return try queue.read(body)
        } catch let error as DatabaseError where CacheFile.isDamage(error) {
            try startAnew(after: queue)
        } catch is CacheFile.Unusable {
            try startAnew(after: queue)
        } catch let error as DatabaseError {
            throw CacheFile.described(error, at: path)
        }
        return nil
    }

    /// Stores in one transaction; a failure becomes a note.
    func store(_ body: (Database) throws -> Void) {
        let queue = state.withLock { $0.queue }
        do {
            try queue.write(body)
        } catch let error as DatabaseError {
            note("the results were not cached: \(CacheFile.described(error, at: path).description)")
        } catch {
            note("the results were not cached: \(error)")
        }
    }

    private func startAnew(after damaged: DatabaseQueue) throws {
        try state.withLock { state in
            // Another thread may have met the same damage before.
            guard state.queue === damaged else { return }
            try? damaged.close()
            var notes: [String] = []
            state.queue = try CacheFile(path: path).replace("is damaged") { notes.append($0) }
            state.notes += notes
        }
    }

    private func note(_ text: String) { state.withLock { $0.notes.append(text) } }
}
