import Foundation
import InputOutput
import Synchronization

/// A response body written to a file, starting at the offset where the last download ended.
final class FileBody: BodyReceiver {
    private let path: String
    private let descriptor: Int32
    private let offset: Atomic<Int>
    private let received = Atomic(0)
    private let isWanted = Atomic(false)

    /// Opens the file, or creates it.
    init(path: String) throws {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FledgeError.cache(errno, at: path, while: "creating the file") }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw FledgeError.system(code, at: path, while: "reading the file's size")
        }
        offset = Atomic(Int(status.st_size))
    }

    deinit { close(descriptor) }

    /// The current size of the file in bytes.
    var size: Int { offset.load(ordering: .relaxed) }

    /// The number of bytes received since the file was opened.
    var receivedBytes: Int { received.load(ordering: .relaxed) }

    /// Empties the file.
    func restart() throws {
        guard ftruncate(descriptor, 0) == 0 else {
            throw FledgeError.cache(errno, at: path, while: "emptying the file")
        }
        offset.store(0, ordering: .relaxed)
    }

    /// Makes the bytes durable.
    func synchronize() throws {
        guard fsync(descriptor) == 0 else {
            throw FledgeError.cache(errno, at: path, while: "synchronizing the file")
        }
    }

    func begin(_ response: HTTPResponse) throws {
        // The body of any other response is an error message.
        isWanted.store(response.isSuccess, ordering: .relaxed)
        guard response.isSuccess, size > 0 else { return }
        let range = response["Content-Range"]
        guard response.status == 206, range?.hasPrefix("bytes \(size)-") == true else {
            // The server sends the whole file despite the range, or a part that was not requested.
            try restart()
            guard response.status == 200 else {
                throw TransferFailure.dropped("the server sent another part than was asked for: \(range ?? "unknown")")
            }
            return
        }
    }

    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        guard isWanted.load(ordering: .relaxed) else { return }
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest)
            // Written at an explicit position, so that two writers of the same file do no harm.
            let count = pwrite(descriptor, piece.baseAddress, piece.count, off_t(size))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FledgeError.cache(errno, at: path, while: "writing") }
            offset.add(count, ordering: .relaxed)
            received.add(count, ordering: .relaxed)
            rest = rest.dropFirst(count)
        }
    }
}
