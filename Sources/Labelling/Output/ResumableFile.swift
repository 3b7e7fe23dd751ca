import Foundation
import InputOutput

/// A file that grows next to its final path, possibly over several processes, and is moved there once it is complete.
final class ResumableFile: DurableOutput {
    /// The path as it was given.
    let path: String
    /// The path of the growing file.
    let partialPath: String
    private(set) var length: Int
    private let target: String
    private var descriptor: Int32
    private var isEntryDurable = false

    /// Opens the file.
    ///
    /// - Parameter kept: The number of bytes that an earlier process vouches for, after which the file is truncated;
    ///   `nil` to begin a new file.
    /// - Throws: `FledgeError` with category `cannotCreate`, or `data` if bytes are missing that should be there.
    init(path: String, keeping kept: Int?) throws {
        self.path = path
        target = OutputPath.resolved(path)
        partialPath = Self.partialPath(of: path)
        try OutputPath.checkParent(of: target)
        length = kept ?? 0
        let flags = O_WRONLY | O_CLOEXEC | (kept ?? 0 == 0 ? O_CREAT : 0)
        descriptor = open(partialPath, flags, 0o666)
        guard descriptor >= 0 else {
            if errno == ENOENT, kept != nil { throw Self.missing(partialPath) }
            throw FledgeError.creating(errno, at: path, while: "creating the file")
        }
        guard lseek(descriptor, 0, SEEK_END) >= length else { throw Self.missing(partialPath) }
        guard ftruncate(descriptor, off_t(length)) == 0, lseek(descriptor, 0, SEEK_END) == length else {
            throw FledgeError.system(errno, at: path, while: "truncating the file")
        }
        if let mode = OutputPath.mode(of: target) { fchmod(descriptor, mode & 0o7777) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// The path of the growing file for a final path.
    static func partialPath(of path: String) -> String { OutputPath.resolved(path) + ".partial" }

    private static func missing(_ path: String) -> FledgeError {
        FledgeError(
            .data, at: path, "the output of an earlier run is missing or was changed",
            advice: "pass --overwrite to start over")
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        try DescriptorOutput.write(bytes, to: descriptor, path: path)
        length += bytes.count
    }

    /// Replaces the first bytes.
    func overwriteStart(_ bytes: [UInt8]) throws {
        precondition(bytes.count <= length, "the file has fewer bytes")
        guard pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
            throw FledgeError.system(errno, at: path, while: "writing")
        }
    }

    func flush() {}

    func synchronize() throws -> Int {
        guard fsync(descriptor) == 0 else {
            throw FledgeError.system(errno, at: path, while: "synchronizing the file")
        }
        if !isEntryDurable { try OutputPath.synchronize(directory: OutputPath.parent(of: target)) }
        isEntryDurable = true
        return length
    }

    /// Puts the file in place.
    func finish() throws {
        _ = try synchronize()
        close(descriptor)
        descriptor = -1
        try Self.putInPlace(path)
    }

    /// Puts a complete file in place; does nothing if it is already there.
    static func putInPlace(_ path: String) throws {
        let target = OutputPath.resolved(path)
        if rename(partialPath(of: path), target) != 0, errno != ENOENT {
            throw FledgeError.creating(errno, at: path, while: "renaming the file into place")
        }
        try OutputPath.synchronize(directory: OutputPath.parent(of: target))
    }

    /// Removes the growing file, as far as possible.
    func discard() { unlink(partialPath) }

    /// Removes the growing file, if there is one.
    static func discard(_ path: String) throws {
        if unlink(partialPath(of: path)) != 0, errno != ENOENT {
            throw FledgeError.system(errno, at: partialPath(of: path), while: "removing the file")
        }
    }
}
