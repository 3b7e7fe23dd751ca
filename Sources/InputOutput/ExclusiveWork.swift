import Foundation

/// Work that one process at a time may do, among all that know of a file.
package enum ExclusiveWork {
    /// Waits for its turn, then works; the lock is a file beside `path`.
    ///
    /// - Parameter name: What is at the path, for messages.
    /// - Throws: ``FledgeError`` with category `cannotCreate` where the lock cannot be made; what `body` throws.
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
    /// What to say where something that Fledge keeps for itself cannot be written.
    package static func noPlace(for name: String, at path: String) -> FledgeError {
        FledgeError(
            .cannotCreate, at: path, "\(name) cannot be written",
            advice: "set FLEDGE_CACHE to a directory that can be written")
    }
}
