import Foundation

/// Work that only one process may do at a time, coordinated by a file.
package enum ExclusiveWork {
    /// Waits for the lock, then runs `body`; the lock is a file next to `path`.
    ///
    /// - Parameter name: The name of the item at the path, for messages.
    /// - Throws: ``FledgeError`` with category `cannotCreate` if the lock cannot be created; errors of `body`.
    package static func run<Result>(at path: String, named name: String, _ body: () throws -> Result) throws -> Result {
        let descriptor = open("\(path).lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FledgeError.noPlace(for: name, at: path) }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw FledgeError.system(errno, at: path, while: "locking \(name)") }
        }
        return try body()
    }
}

extension FledgeError {
    /// The error for internal data that cannot be written.
    package static func noPlace(for name: String, at path: String) -> FledgeError {
        FledgeError(
            .cannotCreate, at: path, "\(name) cannot be written",
            advice: "set FLEDGE_CACHE to a directory that can be written")
    }
}
