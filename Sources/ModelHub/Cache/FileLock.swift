import Foundation
import InputOutput

/// A lock that one thread of one process holds at a time. It is released when the process ends, for whatever reason.
final class FileLock {
    private let descriptor: Int32

    /// Waits until the lock is free and takes it.
    ///
    /// - Parameter wait: Called ten times per second while another process or thread holds the lock; an error that it
    ///   throws ends the wait.
    init(path: String, wait: () throws -> Void) throws {
        try CacheFile.createParent(of: path)
        // The mode lets members of a group that shares a cache wait for each other.
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o664)
        guard descriptor >= 0 else { throw FledgeError.cache(errno, at: path, while: "opening the lock") }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EWOULDBLOCK, EINTR:
                try wait()
                usleep(100_000)
            case ENOLCK, ENOSYS, EOPNOTSUPP:
                // A file system without locks: concurrent writers write the same bytes to the same positions.
                return
            default:
                throw FledgeError.system(errno, at: path, while: "locking")
            }
        }
    }

    // The file is kept, so that all waiting processes wait for the same one.
    deinit { close(descriptor) }
}
