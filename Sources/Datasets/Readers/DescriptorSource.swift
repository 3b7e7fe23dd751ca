import Foundation
import InputOutput

/// The bytes of an open file or stream.
package final class DescriptorSource: ByteSource {
    private let descriptor: Int32
    private let name: String
    private let ownsDescriptor: Bool
    private let isInterrupted: () -> Bool
    /// The state of the file when it was opened; `nil` for streams, which have no size.
    private let openedState: FileState?

    /// Reads a descriptor that the caller owns and closes.
    ///
    /// - Parameters:
    ///   - name: The name of the input in errors.
    ///   - isInterrupted: Called if a signal interrupted a read; if true, reading ends with `CancellationError`.
    init(descriptor: Int32, name: String, isInterrupted: @escaping () -> Bool) {
        self.descriptor = descriptor
        self.name = name
        self.isInterrupted = isInterrupted
        ownsDescriptor = false
        openedState = nil
    }

    /// Opens a file on disk; pipes and devices are rejected.
    package init(path: String) throws {
        var status = stat()
        if stat(path, &status) == 0, ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) {
            throw FledgeError(
                .noInput, at: path, "is not a regular file", expected: "a file on disk",
                advice: "store the data in a file first")
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FledgeError.system(errno, at: path, while: "opening the file") }
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
            close(descriptor)
            throw FledgeError.system(EISDIR, at: path, while: "opening the file")
        }
        self.descriptor = descriptor
        name = path
        isInterrupted = { false }
        ownsDescriptor = true
        openedState = FileState(status)
    }

    deinit {
        if ownsDescriptor { close(descriptor) }
    }

    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
        while count < 0, errno == EINTR {
            if isInterrupted() { throw CancellationError() }
            count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
        }
        guard count >= 0 else { throw FledgeError.system(errno, at: name, while: "reading") }
        if count == 0 { try requireUnchanged() }
        return count
    }

    /// Returns to the beginning of the file.
    package func rewind() throws {
        guard lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw FledgeError.system(errno, at: name, while: "reading the file again")
        }
    }

    /// Checks that the file has not changed since it was opened.
    ///
    /// - Throws: ``InputOutput/FledgeError`` with category `data`.
    func requireUnchanged() throws {
        guard let openedState else { return }
        var status = stat()
        guard fstat(descriptor, &status) == 0, FileState(status) == openedState else {
            throw FledgeError(
                .data, at: name, "the file was changed while it was read",
                advice: "wait until the file is complete and run the command again")
        }
    }
}

/// The file attributes that a write changes.
private struct FileState: Equatable {
    let size: Int
    let seconds: Int
    let nanoseconds: Int

    init(_ status: stat) {
        size = Int(status.st_size)
        #if os(Linux)
            let modified = status.st_mtim
        #else
            let modified = status.st_mtimespec
        #endif
        seconds = modified.tv_sec
        nanoseconds = modified.tv_nsec
    }
}
