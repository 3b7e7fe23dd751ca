import Foundation
import InputOutput
import SQLite

/// The log of training runs: an SQLite database that any number of processes may read and write at once.
public final class RunLog: Sendable {
    /// The database's file.
    public let path: String
    let queue: DatabaseQueue

    /// Returns the path of the log, in the directory that also contains a cache.
    ///
    /// - Parameter cache: The cache's file.
    public static func path(besides cache: String) -> String {
        OutputPath.parent(of: cache).path(of: "runs.sqlite")
    }

    /// Opens the log, creating it if necessary.
    ///
    /// - Throws: ``InputOutput/FledgeError`` with category `cannotCreate` if the location is not writable, `data` if
    ///   the file is damaged or from a newer version; a file is never replaced, since a log cannot be recreated.
    public init(path: String) throws {
        self.path = path
        try OutputPath.makeDirectory(
            OutputPath.parent(of: path), "the directory of the log of runs",
            advice: "set FLEDGE_CACHE to a directory that can be written")
        queue = try Self.open(path)
    }

    /// Opens the log if it exists.
    public static func existing(path: String) throws -> RunLog? {
        FileManager.default.fileExists(atPath: path) ? try RunLog(path: path) : nil
    }

    private static func open(_ path: String) throws -> DatabaseQueue {
        do {
            var configuration = DatabaseConfiguration()
            configuration.log = .undoneByPowerFailure
            configuration.busyTimeout = 5
            // Prevents two processes from creating the tables at the same time.
            return try ExclusiveWork.run(at: path, named: name) {
                let queue = try DatabaseQueue(path: path, configuration: configuration)
                let migrator = RunLogSchema.migrator
                if try queue.read(migrator.hasBeenSuperseded) {
                    throw FledgeError(
                        .data, at: path, "the log of runs was written by a newer version of Fledge",
                        advice: "use that version, or set FLEDGE_CACHE to another directory")
                }
                try queue.writeWithoutTransaction(migrator.migrate)
                return queue
            }
        } catch let error as DatabaseError {
            throw described(error, at: path)
        }
    }

    // MARK: Errors

    func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        do {
            return try queue.read(body)
        } catch let error as DatabaseError {
            throw Self.described(error, at: path)
        }
    }

    func write<Result>(_ body: (Database) throws -> Result) throws -> Result {
        do {
            return try queue.write(body)
        } catch let error as DatabaseError {
            throw Self.described(error, at: path)
        }
    }

    private static let name = "the log of runs"

    private static func described(_ error: DatabaseError, at path: String) -> FledgeError {
        switch error.resultCode {
        case .cannotOpen, .readOnly, .permission: .noPlace(for: name, at: path)
        case .corrupt, .notADatabase, .mismatch:
            FledgeError(
                .data, at: path, "the log of runs is damaged",
                advice: "move the file away; the next run starts a new log")
        case .full:
            FledgeError(
                .inputOutput, at: path, "the disk of the log of runs is full",
                advice: "free some space, or set FLEDGE_CACHE to another disk")
        case .busy:
            FledgeError(
                .inputOutput, at: path, "the log of runs has been locked by another process for five seconds",
                advice: "wait for the other process and run the command again")
        default:
            FledgeError(
                .inputOutput, at: path,
                "the log of runs failed: \(error.message)")
        }
    }
}
