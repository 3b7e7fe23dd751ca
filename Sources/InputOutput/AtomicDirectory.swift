import Foundation

/// A directory of outputs that appears at its path either complete or not at all.
///
/// Files are written to ``partialPath``, next to the path; ``commit()`` synchronizes them and renames the directory
/// into place. Without a commit, the partial directory is removed with the last reference. A directory to be replaced
/// stays in place until the commit, which swaps the two and then removes the old one.
public final class AtomicDirectory {
    /// The path as given by the caller.
    public let path: String
    /// The directory where the files are written before the commit.
    public let partialPath: String

    private let target: String
    private let overwrite: Bool
    /// The open directory, locked so that other processes see that it is being written.
    private let lock: Int32
    private var isCommitted = false

    /// Creates the partial directory of a directory that will appear at `path`.
    ///
    /// - Throws: The errors of ``check(path:overwrite:keeping:)``.
    public init(path: String, overwrite: Bool, keeping inputs: [String] = []) throws {
        self.path = path
        self.overwrite = overwrite
        try Self.check(path: path, overwrite: overwrite, keeping: inputs)
        target = OutputPath.resolved(path)
        PartialOutput.removeAbandoned(of: target)
        (partialPath, lock) = try PartialOutput.createDirectory(for: target, shownAs: path)
    }

    deinit {
        if !isCommitted { try? FileManager.default.removeItem(atPath: partialPath) }
        close(lock)
    }

    /// Checks that a directory can be created at `path`, without creating anything.
    ///
    /// - Parameter inputs: Files and directories that are read and must not be removed with the replaced directory.
    /// - Throws: ``FledgeError`` with category `cannotCreate` if the path exists and `overwrite` is false; if it is not
    ///   a directory, or contains the current directory, an input or anything that is not part of a model; or if its
    ///   parent is missing or not writable.
    public static func check(path: String, overwrite: Bool, keeping inputs: [String] = []) throws {
        guard !path.isEmpty else { throw FledgeError(.usage, "the output directory's name is empty") }
        if let mode = OutputPath.mode(of: path) {
            guard mode & S_IFMT == S_IFDIR else {
                throw FledgeError(
                    .cannotCreate, at: path, "the output directory's path is taken by a file",
                    advice: "choose another directory")
            }
            guard overwrite else {
                throw FledgeError(
                    .cannotCreate, at: path, "the output directory exists already",
                    advice: "pass --overwrite to replace it, or choose another directory")
            }
            let resolved = OutputPath.resolved(path)
            let current = OutputPath.resolved(".")
            guard resolved != "/", current != resolved, !current.hasPrefix(resolved + "/") else {
                throw FledgeError(
                    .cannotCreate, at: path, "the output directory holds the current directory and cannot be replaced",
                    advice: "choose another directory")
            }
            for input in inputs where (OutputPath.resolved(input) + "/").hasPrefix(resolved + "/") {
                throw FledgeError(
                    .cannotCreate, at: path, "the output directory holds an input and cannot be replaced",
                    found: input, advice: "choose another directory")
            }
            let strangers = ModelDirectoryContent.strangers(in: resolved)
            guard strangers.isEmpty else {
                throw FledgeError(
                    .cannotCreate, at: path,
                    "the output directory holds what is no part of a model, and is not replaced",
                    found: strangers.prefix(3).joined(separator: ", ")
                        + (strangers.count > 3 ? " and \(strangers.count - 3) more" : ""),
                    advice: "move it away, or choose another directory")
            }
            try OutputPath.checkParent(of: resolved)
        } else {
            try OutputPath.checkParent(of: path)
        }
    }

    /// Writes a file into the directory. The name may contain subdirectories, which are created.
    ///
    /// - Throws: ``FledgeError`` with category `inputOutput`, for instance on a full disk.
    public func writeFile(_ name: String, _ bytes: UnsafeRawBufferPointer) throws {
        precondition(!isCommitted, "the directory is committed already")
        let parent = OutputPath.parent(of: "\(partialPath)/\(name)")
        do {
            try OutputPath.makeDirectory(parent, "the subdirectory")
            try AtomicFile.writeFile("\(partialPath)/\(name)", bytes)
        } catch var error as FledgeError {
            // Errors show the final name of the directory, which the user knows.
            error.place = "\(path)/\(name)"
            throw error
        }
    }

    /// Writes a file into the directory.
    public func writeFile(_ name: String, _ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try writeFile(name, $0) }
    }

    /// Writes a file into the directory, as UTF-8.
    public func writeFile(_ name: String, _ string: String) throws { try writeFile(name, Array(string.utf8)) }

    /// Makes all files durable and moves the directory into place.
    ///
    /// - Throws: ``FledgeError`` with category `cannotCreate` if the path has been taken in the meantime, or
    ///   `inputOutput`.
    public func commit() throws {
        precondition(!isCommitted, "the directory is committed already")
        try synchronizeFiles()
        if OutputPath.mode(of: target) == nil {
            guard rename(partialPath, target) == 0 else {
                throw FledgeError.creating(errno, at: path, while: "renaming the directory into place")
            }
            isCommitted = true
            return try OutputPath.synchronize(directory: OutputPath.parent(of: target))
        }
        try Self.check(path: path, overwrite: overwrite)
        let replaced = try DirectoryExchange.replace(target, with: partialPath, shownAs: path)
        isCommitted = true
        try OutputPath.synchronize(directory: OutputPath.parent(of: target))
        try Self.remove(replaced)
    }

    private func synchronizeFiles() throws {
        guard let entries = FileManager.default.enumerator(atPath: partialPath) else {
            throw FledgeError.system(errno, at: partialPath, while: "listing the directory")
        }
        for case let name as String in entries {
            let entry = "\(partialPath)/\(name)"
            let descriptor = open(entry, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw FledgeError.system(errno, at: entry, while: "opening the file") }
            defer { close(descriptor) }
            guard fsync(descriptor) == 0 || errno == EINVAL else {
                throw FledgeError.system(errno, at: "\(path)/\(name)", while: "synchronizing the file")
            }
        }
        try OutputPath.synchronize(directory: partialPath)
    }

    private static func remove(_ directory: String) throws {
        do {
            try FileManager.default.removeItem(atPath: directory)
        } catch {
            guard OutputPath.mode(of: directory) != nil else { return }
            throw FledgeError(
                .inputOutput, at: directory, "a directory that is no longer needed could not be removed",
                advice: "remove it by hand")
        }
    }
}
