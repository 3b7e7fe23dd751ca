import Foundation
package import InputOutput
package import SQLite

/// Opens the cache's database, and sets it aside if it is unusable.
package struct CacheFile {
    /// The reason why a database cannot be used.
    struct Unusable: Error {
        var reason: String
    }

    let path: String

    /// The number of seconds that one process waits for another.
    static let patience = 60

    /// Creates the directory and opens the database; `note` receives messages for the user.
    ///
    /// - Returns: `nil` if the database cannot be created or is read-only, so that nothing can be cached.
    func open(note: (String) -> Void) throws -> DatabasePool? {
        do {
            guard !isReadOnly else { throw FledgeError.noPlace(for: "the cache", at: path) }
            try OutputPath.makeDirectory(OutputPath.parent(of: path))
            return try withLock {
                do {
                    return try openUsable()
                } catch let unusable as Unusable {
                    try setAside(unusable.reason, note: note)
                    return try openUsable()
                }
            }
        } catch let error as FledgeError where error.category == .cannotCreate {
            note("nothing is cached, since \(path) cannot be written; FLEDGE_CACHE names another directory")
            return nil
        }
    }

    /// Sets aside a database that turned out to be unusable, and opens a new one.
    func replace(_ reason: String, note: (String) -> Void) throws -> DatabasePool {
        try withLock {
            try setAside(reason, note: note)
            return try openUsable()
        }
    }

    /// Tells whether the file, or the closest existing directory above it, is not writable.
    private var isReadOnly: Bool {
        var place = path.isEmpty ? "." : path
        while access(place, F_OK) != 0, errno == ENOENT, place != "/", place != "." {
            place = OutputPath.parent(of: place)
        }
        return access(place, W_OK) != 0 && [EACCES, EROFS, EPERM].contains(errno)
    }

    private func openUsable() throws -> DatabasePool {
        do {
            let pool = try DatabasePool(path: path, busyTimeout: TimeInterval(Self.patience), readerCount: 8)
            do {
                try makeReady(pool)
            } catch {
                // If it were closed later, it would delete the log of a new database.
                pool.close()
                throw error
            }
            return pool
        } catch let error as DatabaseError {
            if Self.isDamage(error) || error.resultCode == .full && isBroken {
                throw Unusable(reason: "is damaged")
            }
            throw Self.described(error, at: path)
        }
    }

    /// Tells whether the file is damaged. SQLite reports a full disk if the list of free pages is invalid.
    private var isBroken: Bool {
        var configuration = DatabaseConfiguration()
        configuration.isReadOnly = true
        guard let queue = try? DatabaseQueue(path: path, configuration: configuration) else { return false }
        return (try? queue.read(CacheCheck.damage)) != .some(nil)
    }

    private func makeReady(_ pool: DatabasePool) throws {
        let migrator = CacheSchema.migrator
        let isCurrent = try pool.read { database in
            guard try !migrator.hasBeenSuperseded(database) else {
                throw Unusable(reason: "was written by a newer version of Fledge")
            }
            return try migrator.hasCompletedMigrations(database)
        }
        guard try isCurrent ? CacheCheck.passes(pool, path: path) : pool.read(CacheCheck.damage) == nil else {
            throw Unusable(reason: "is damaged")
        }
        if isCurrent { return }
        try pool.writeWithoutTransaction(migrator.migrate)
        // Rebuilding the file allows the space of removed entries to be returned from now on; this is skipped while
        // another process uses it.
        try? pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
            try database.execute(sql: "VACUUM")
        }
        _ = try CacheCheck.passes(pool, path: path)
    }

    private func setAside(_ reason: String, note: (String) -> Void) throws {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "UTC")
        format.dateFormat = "yyyyMMdd'T'HHmmss.SSS'Z'"
        let aside = "\(path).damaged-\(format.string(from: Date()))"
        guard rename(path, aside) == 0 else {
            throw FledgeError.system(errno, at: path, while: "renaming the cache aside")
        }
        // The log and its index belong to the renamed file; they do not exist if the last process closed cleanly.
        for suffix in ["-wal", "-shm"] { rename(path + suffix, aside + suffix) }
        note("the cache \(path) \(reason); it was renamed to \(aside), and a new one was started")
    }

    /// Keeps two processes from setting aside one after the other, so that the second does not set aside the new
    /// database.
    private func withLock<Result>(_ body: () throws -> Result) throws -> Result {
        try ExclusiveWork.run(at: path, named: "the cache", body)
    }

    /// Tells whether an error indicates a damaged file.
    static func isDamage(_ error: DatabaseError) -> Bool {
        [.corrupt, .notADatabase, .mismatch].contains(error.resultCode)
    }

    /// Converts any other database error.
    package static func described(_ error: DatabaseError, at path: String) -> FledgeError {
        switch error.resultCode {
        case .cannotOpen, .readOnly, .permission:
            return .noPlace(for: "the cache", at: path)
        case .full:
            return FledgeError(
                .inputOutput, at: path, "the cache's disk is full",
                advice: "free some space, or set FLEDGE_CACHE to another disk")
        case .busy:
            return FledgeError(
                .inputOutput, at: path, "the cache has been locked by another process for a minute",
                advice: "wait for the other process and run the command again")
        default:
            return FledgeError(
                .inputOutput, at: path, "the cache failed: \(error.message)")
        }
    }
}
