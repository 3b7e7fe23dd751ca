import Dispatch

/// A connection that threads use one after the other, in the order in which they ask.
///
/// Its methods wait for their turn; a nested call from within one of them is a programmer error, which Dispatch traps.
package final class DatabaseQueue: @unchecked Sendable {
    private let queue = DispatchQueue(label: "fledge.database")
    private let isReadOnly: Bool
    /// Used on the queue only, which makes this class sendable.
    private let database: Database

    /// Opens a file, creating it unless the connection is read-only.
    ///
    /// - Throws: ``DatabaseError``, for instance with the code `notADatabase` if the file is something else.
    package init(path: String, configuration: DatabaseConfiguration = DatabaseConfiguration()) throws {
        isReadOnly = configuration.isReadOnly
        database = try Database(path: path, configuration: configuration)
    }

    /// Reads in a transaction, in which other connections' changes are not visible; `body` cannot write.
    package func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try queue.sync {
            if isReadOnly { return try database.inTransaction(.deferred) { try body(database) } }
            return try database.readingOnly { try database.inTransaction(.deferred) { try body(database) } }
        }
    }

    /// Writes in a transaction, which is rolled back if `body` throws.
    package func write<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try queue.sync { try database.inTransaction(.immediate) { try body(database) } }
    }

    /// Runs statements that need no transaction, or must not be in one, such as VACUUM.
    package func writeWithoutTransaction<Result>(_ body: (Database) throws -> Result) rethrows -> Result {
        try queue.sync { try body(database) }
    }

    /// Closes the connection once it is not in use; any later use throws an error with the code `misuse`.
    package func close() {
        queue.sync { database.close() }
    }
}
