import Foundation
package import GRDB
package import InputOutput

/// Opens the cache's database, and puts it aside where it is of no use.
package struct CacheFile {
    /// Why a database cannot be used.
    struct Unusable: Error {
        var reason: String
    }

    let path: String

    /// Creates the directory and opens the database; `note` gets what the user should know.
    func open(note: (String) -> Void) throws -> DatabaseQueue {
        let directory = (path as NSString).deletingLastPathComponent
        do {
            if !directory.isEmpty {
                try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            }
        } catch {
            throw FledgeError(
                .cannotCreate, at: directory, "the cache's directory cannot be created",
                advice: "set FLEDGE_CACHE to a directory that can be written")
        }
        return try withLock {
            do {
                return try openUsable()
            } catch let unusable as Unusable {
                try setAside(unusable.reason, note: note)
                return try openUsable()
            }
        }
    }

    /// Puts a database aside that turned out to be of no use, and opens a new one.
    func replace(_ reason: String, note: (String) -> Void) throws -> DatabaseQueue {
        try withLock {
            try setAside(reason, note: note)
            return try openUsable()
        }
    }

    private func openUsable() throws -> DatabaseQueue {
        do {
            var configuration = Configuration()
            configuration.journalMode = .wal
            configuration.busyMode = .timeout(60)
            configuration.label = "fledge.datasets"
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let migrator = CacheSchema.migrator
            try queue.read { database in
                let result = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
                guard result == "ok" else { throw Unusable(reason: "is damaged") }
                guard try !migrator.hasBeenSuperseded(database) else {
                    throw Unusable(reason: "was written by a newer version of Fledge")
                }
            }
            try migrator.migrate(queue)
            return queue
        } catch let error as DatabaseError {
            if Self.isDamage(error) { throw Unusable(reason: "is damaged") }
            throw Self.described(error, at: path)
        }
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
        // The log and its index belong to the renamed file; they are absent where the last process closed well.
        for suffix in ["-wal", "-shm"] { rename(path + suffix, aside + suffix) }
        note("the cache \(path) \(reason); it was renamed to \(aside), and a new one was started")
    }

    /// Keeps two processes from putting aside one after the other, so that the second would hit the new database.
    private func withLock<Result>(_ body: () throws -> Result) throws -> Result {
        try ExclusiveWork.run(at: path, named: "the cache", body)
    }

    /// Whether an error tells of a broken file.
    static func isDamage(_ error: DatabaseError) -> Bool {
        [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode)
    }

    /// Any other error of the database in our words.
    package static func described(_ error: DatabaseError, at path: String) -> FledgeError {
        switch error.resultCode {
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM:
            return .noPlace(for: "the cache", at: path)
        case .SQLITE_FULL:
            return FledgeError(
                .inputOutput, at: path, "the cache's disk is full",
                advice: "free some space, or set FLEDGE_CACHE to another disk")
        case .SQLITE_BUSY:
            return FledgeError(
                .inputOutput, at: path, "the cache has been locked by another process for a minute",
                advice: "wait for the other process and run the command again")
        default:
            return FledgeError(
                .inputOutput, at: path, "the cache failed: \(error.message ?? "SQLite error \(error.resultCode)")")
        }
    }
}
