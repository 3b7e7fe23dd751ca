import Foundation
import InputOutput

/// A lock that one process, and one thread of it, holds at a time. It ends with the process whatever happens.
final class FileLock {
    private let descriptor: Int32

    /// Waits until the lock is free and takes it.
    ///
    /// - Parameter wait: Called ten times a second while another holds it; what it throws ends the wait.
    init(path: String, wait: () throws -> Void) throws {
        try CacheFile.createParent(of: path)
        // Members of a group that share a cache can wait for each other.
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o664)
        guard descriptor >= 0 else { throw FledgeError.cache(errno, at: path, while: "opening the lock") }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EWOULDBLOCK, EINTR:
                try wait()
                usleep(100_000)
            case ENOLCK, ENOSYS, EOPNOTSUPP:
                // A file system without locks: whoever writes at once writes the same bytes at the same places.
                return
            default:
                throw FledgeError.system(errno, at: path, while: "locking")
            }
        }
    }

    // The file stays, so that all who wait for it wait for the same one.
    deinit { close(descriptor) }
}
