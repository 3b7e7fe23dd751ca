import Foundation

/// A file that appears at its path either complete or not at all.
///
/// The bytes are written to a partial file next to the path; ``commit()`` synchronizes it and renames it into place.
/// Without a commit, the partial file is removed with the last reference, and an existing file at the path is
/// unchanged. A partial file left by a killed process is removed the next time the path is written. An open file,
/// device or pipe, for instance `/dev/stdout`, is written directly.
public final class AtomicFile {
    /// The path as given by the caller.
    public let path: String

    private let target: String
    private let partial: String?
    private var descriptor: Int32

    /// Creates the partial file of a file that will replace any file at `path`.
    ///
    /// - Throws: ``FledgeError`` with category `cannotCreate` if the parent is missing or not writable, or the path is
    ///   a directory.
    public init(path: String) throws {
        self.path = path
        let resolved = OutputPath.resolved(path)
        target = resolved
        let mode = OutputPath.mode(of: resolved)
        guard mode.map({ $0 & S_IFMT }) != S_IFDIR else {
            throw FledgeError.creating(EISDIR, at: path, while: "creating the file")
        }
        guard !OutputPath.isStream(path) else {
            partial = nil
            descriptor =
                OutputPath.descriptor(named: path).map { fcntl($0, F_DUPFD_CLOEXEC, 0) }
                ?? open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw FledgeError.creating(errno, at: path, while: "opening the file") }
            return
        }
        try OutputPath.checkParent(of: resolved)
        PartialOutput.removeAbandoned(of: resolved)
        let aside = try PartialOutput.createFile(for: resolved, shownAs: path)
        descriptor = aside.descriptor
        partial = aside.path
        if let mode { fchmod(descriptor, mode & 0o7777) }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        if let partial { unlink(partial) }
    }

    /// Appends bytes.
    ///
    /// - Throws: ``FledgeError`` with category `inputOutput`, for instance on a full disk.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        precondition(descriptor >= 0, "the file is committed already")
        try DescriptorOutput.write(bytes, to: descriptor, path: path)
    }

    /// Appends bytes.
    public func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

    /// Appends the UTF-8 of a string.
    public func write(_ string: String) throws {
        var string = string
        try string.withUTF8 { try write(UnsafeRawBufferPointer($0)) }
    }

    /// Makes the bytes durable and moves the file into place. Nothing may be written afterwards.
    ///
    /// - Throws: ``FledgeError`` with category `inputOutput`. The path is then unchanged, unless the last step failed,
    ///   which makes the new name durable.
    public func commit() throws {
        precondition(descriptor >= 0, "the file is committed already")
        if let partial {
            guard fsync(descriptor) == 0 else {
                throw FledgeError.system(errno, at: path, while: "synchronizing the file")
            }
            guard rename(partial, target) == 0 else {
                throw FledgeError.creating(errno, at: path, while: "renaming the file into place")
            }
        }
        let closed = close(descriptor)
        let code = errno
        descriptor = -1
        guard closed == 0 else { throw FledgeError.system(code, at: path, while: "closing the file") }
        if partial != nil { try OutputPath.synchronize(directory: OutputPath.parent(of: target)) }
    }

    /// Writes a whole file at once.
    public static func writeFile(_ path: String, _ bytes: UnsafeRawBufferPointer) throws {
        let file = try AtomicFile(path: path)
        try file.write(bytes)
        try file.commit()
    }

    /// Writes a whole file at once.
    public static func writeFile(_ path: String, _ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try writeFile(path, $0) }
    }

    /// Writes a whole file at once, as UTF-8.
    public static func writeFile(_ path: String, _ string: String) throws {
        try writeFile(path, Array(string.utf8))
    }
}
