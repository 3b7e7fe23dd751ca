/// The settings of a connection.
package struct DatabaseConfiguration: Sendable {
    /// Opens an existing file only, and never changes it.
    package var isReadOnly = false

    /// The number of seconds to wait for a lock that another connection holds.
    package var busyTimeout: Double = 0

    /// The journal of a file that is opened for writing; `nil` to leave it as it is.
    package var log: WriteAheadLog?

    /// A write-ahead log, with which readers do not wait for a writer (sqlite.org/wal.html).
    package enum WriteAheadLog: Sendable {
        /// Power failure may undo the last transactions, but does not damage the file (`synchronous = NORMAL`).
        case undoneByPowerFailure
        /// A transaction that has been committed is on the disk (`synchronous = FULL`).
        case durable
    }

    package init() {}
}
