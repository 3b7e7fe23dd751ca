import Foundation

/// A lock file that one process at a time holds while it works on an output. The lock is released when the process
/// ends.
package final class OutputLock {
    package let path: String
    /// The file, open for reading and writing.
    package let descriptor: Int32

    /// Takes the lock, creating the file if necessary.
    ///
    /// - Parameter output: The output being written, for messages.
    /// - Throws: ``FledgeError`` with category `cannotCreate` if another process holds the lock.
    package init(path: String, output: String) throws {
        self.path = path
        descriptor = try Self.locked(path, output: output)
    }

    deinit {
        // A process just started by another thread may briefly have the file open too.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    private static func locked(_ path: String, output: String) throws -> Int32 {
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { throw FledgeError.creating(errno, at: path, while: "creating the lock") }
            if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
                switch errno {
                case ENOLCK, ENOSYS, EOPNOTSUPP:
                    // A file system without locks.
                    return descriptor
                case EINTR:
                    close(descriptor)
                    continue
                default:
                    close(descriptor)
                    throw FledgeError(
                        .cannotCreate, at: output, "another process is writing this output",
                        advice: "wait for it, or choose another name")
                }
            }
            // The process that held the lock may have finished and removed the file.
            var status = stat()
            if fstat(descriptor, &status) == 0, status.st_nlink > 0 { return descriptor }
            close(descriptor)
        }
    }

    /// Removes the file once the work is done.
    package func remove() throws {
        guard unlink(path) == 0 || errno == ENOENT else {
            throw FledgeError.system(errno, at: path, while: "removing the file")
        }
    }
}
