import Dispatch
import Synchronization

/// Connections to a database with a write-ahead log: one that writes, and several that read at the same time.
///
/// Each reader sees the database as it was at its first statement, and waits neither for the writer nor for other
/// readers, unless there are more of them than connections. Connections for reading are opened when they are needed.
package final class DatabasePool: Sendable {
    /// The number of seconds that a reader waits for a lock, as while another process recovers the log.
    private static let readerTimeout: Double = 10

    private struct Readers {
        var idle: [DatabaseQueue] = []
        var isClosed = false
    }

    private let path: String
    private let writer: DatabaseQueue
    private let readers = Mutex(Readers())
    private let readerCount: Int
    /// Counts the readers that may still start.
    private let slots: DispatchSemaphore
    /// Lets one thread close at a time, since each waits for all slots.
    private let closing = Mutex(())

    /// Opens a file, creating it if it does not exist.
    ///
    /// - Parameters:
    ///   - busyTimeout: The number of seconds that the writer waits for another process.
    ///   - readerCount: The maximum number of threads that read at the same time.
    package init(path: String, busyTimeout: Double, readerCount: Int) throws {
        precondition(readerCount > 0, "a pool needs a reader")
        var configuration = DatabaseConfiguration()
        configuration.busyTimeout = busyTimeout
        configuration.log = .undoneByPowerFailure
        self.path = path
        self.readerCount = readerCount
        slots = DispatchSemaphore(value: readerCount)
        writer = try DatabaseQueue(path: path, configuration: configuration)
    }

    deinit { close() }

    /// Reads in a transaction, in which changes that others commit are not visible.
    package func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        slots.wait()
        defer { slots.signal() }
        let reader = try readers.withLock { readers in
            guard !readers.isClosed else {
                throw DatabaseError(resultCode: .misuse, message: "Connection is closed")
            }
            return readers.idle.popLast()
        }
        return try read(with: reader ?? openReader(), body)
    }

    private func read<Result>(
        with reader: DatabaseQueue, _ body: (Database) throws -> Result
    ) throws -> Result {
        defer { readers.withLock { $0.idle.append(reader) } }
        return try reader.read(body)
    }

    private func openReader() throws -> DatabaseQueue {
        var configuration = DatabaseConfiguration()
        configuration.isReadOnly = true
        configuration.busyTimeout = Self.readerTimeout
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// Writes in a transaction, which is rolled back if `body` throws.
    package func write<Result>(_ body: (Database) throws -> Result) throws -> Result { try writer.write(body) }

    /// Runs statements that need no transaction, or must not be in one, such as VACUUM.
    package func writeWithoutTransaction<Result>(_ body: (Database) throws -> Result) rethrows -> Result {
        try writer.writeWithoutTransaction(body)
    }

    /// Closes all connections once they are not in use; any later use throws an error with the code `misuse`.
    ///
    /// The writer is closed last, since only a connection that can write removes the log.
    package func close() {
        closing.withLock { _ in
            for _ in 0..<readerCount { slots.wait() }
            defer { for _ in 0..<readerCount { slots.signal() } }
            let idle = readers.withLock { readers in
                readers.isClosed = true
                defer { readers.idle.removeAll() }
                return readers.idle
            }
            for reader in idle { reader.close() }
            writer.close()
        }
    }
}
