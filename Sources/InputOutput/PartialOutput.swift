import Foundation

/// A temporary file or directory next to an output, with a random name and a lock, that holds the output until it is
/// complete.
///
/// Random names separate writers with the same process number, as in containers that share a disk. The lock belongs to
/// the open file, so it is released when the process ends, for whatever reason, and it is visible in other
/// process-number namespaces. An abandoned partial output is recognized by its free lock.
package enum PartialOutput {
    /// Returns a free name next to `path`, for instance `out.csv.partial-9f86d081884c7d65`.
    static func name(for path: String) -> String {
        let number = String(UInt64.random(in: .min ... .max), radix: 16)
        return "\(path).partial-\(String(repeating: "0", count: 16 - number.count))\(number)"
    }

    /// Creates an empty file next to `path` and locks it.
    ///
    /// - Throws: ``FledgeError`` with category `cannotCreate`.
    static func createFile(for path: String, shownAs shown: String) throws -> (path: String, descriptor: Int32) {
        while true {
            let partial = name(for: path)
            let descriptor = open(partial, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else {
                if errno == EEXIST { continue }
                throw FledgeError.creating(errno, at: shown, while: "creating the file")
            }
            if hold(descriptor, at: partial) { return (partial, descriptor) }
            close(descriptor)
        }
    }

    /// Creates an empty directory next to `path` and locks it.
    ///
    /// - Throws: ``FledgeError`` with category `cannotCreate`.
    static func createDirectory(for path: String, shownAs shown: String) throws -> (path: String, descriptor: Int32) {
        while true {
            let partial = name(for: path)
            guard mkdir(partial, 0o777) == 0 else {
                if errno == EEXIST { continue }
                throw FledgeError.creating(errno, at: shown, while: "creating the directory")
            }
            let descriptor = open(partial, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0 else {
                if errno == ENOENT { continue }
                throw FledgeError.creating(errno, at: shown, while: "opening the directory")
            }
            if hold(descriptor, at: partial) { return (partial, descriptor) }
            close(descriptor)
        }
    }

    /// Removes the partial outputs of processes that ended before they completed the output at `path`.
    ///
    /// Anything that may belong to a running process is kept: everything that is locked and, on file systems that other
    /// hosts can write to, where a lock may not be visible, everything written within the last day. Files that cannot
    /// be removed are kept as well.
    static func removeAbandoned(of path: String) {
        let resolved = OutputPath.withoutTrailingSlashes(path)
        let name = resolved.lastIndex(of: "/").map { resolved[resolved.index(after: $0)...] } ?? resolved[...]
        removeAbandoned(in: OutputPath.parent(of: path)) { $0 == name }
    }

    /// Removes the partial outputs in a directory that processes left incomplete, by the same rules.
    package static func removeAbandoned(in directory: String) { removeAbandoned(in: directory) { !$0.isEmpty } }

    private static func removeAbandoned(in directory: String, where isMeant: (Substring) -> Bool) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [] {
            guard let mark = name.range(of: ".partial-", options: .backwards), isMeant(name[..<mark.lowerBound])
            else { continue }
            let number = name[mark.upperBound...].utf8
            guard number.count == 16, number.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
            else { continue }
            removeIfAbandoned(directory.path(of: name))
        }
    }

    private static func removeIfAbandoned(_ entry: String) {
        var status = stat()
        guard lstat(entry, &status) == 0, [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) else { return }
        let isDirectory = status.st_mode & S_IFMT == S_IFDIR
        // If a server manages the locks, an exclusive lock needs a file that is open for writing.
        let descriptor = open(entry, (isDirectory ? O_RDONLY | O_DIRECTORY : O_RDWR) | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return }
        guard isLocal(descriptor) || !wasWrittenLately(entry, isDirectory: isDirectory) else { return }
        try? FileManager.default.removeItem(atPath: entry)
    }

    /// Locks a partial output that was just created; returns false if a process looking for abandoned outputs locked it
    /// first.
    private static func hold(_ descriptor: Int32, at path: String) -> Bool {
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK { return false }
        var (own, found) = (stat(), stat())
        return fstat(descriptor, &own) == 0 && lstat(path, &found) == 0 && own.st_ino == found.st_ino
            && own.st_dev == found.st_dev
    }

    private typealias FileSystemStatus = @convention(c) (Int32, UnsafeMutableRawPointer) -> Int32

    /// Returns true if only processes on this host can write to the file system, so that a free lock means that none
    /// does.
    private static func isLocal(_ descriptor: Int32) -> Bool {
        #if os(Linux)
            // Looked up at run time: Swift's C library module omits fstatfs(2). Its result begins with the type.
            guard let address = dlsym(nil, "fstatfs") else { return false }
            var status = [Int](repeating: 0, count: 64)
            let code = status.withUnsafeMutableBytes { bytes in
                bytes.baseAddress.map { unsafeBitCast(address, to: FileSystemStatus.self)(descriptor, $0) }
            }
            return code == 0 && localFileSystems.contains(UInt32(truncatingIfNeeded: status[0]))
        #else
            return false
        #endif
    }

    /// Magic numbers from statfs(2): ext2 to ext4, XFS, Btrfs, tmpfs, ramfs, overlayfs, F2FS, ZFS, bcachefs.
    private static let localFileSystems: Set<UInt32> = [
        0xEF53, 0x5846_5342, 0x9123_683E, 0x0102_1994, 0x8584_58F6, 0x794C_7630, 0xF2F5_2010, 0x2FC1_2FC1, 0xCA45_1A4E,
    ]

    private static func wasWrittenLately(_ entry: String, isDirectory: Bool) -> Bool {
        var entries = [entry]
        if isDirectory {
            entries += (FileManager.default.subpaths(atPath: entry) ?? []).map { entry.path(of: $0) }
        }
        let dayAgo = time(nil) - 86_400
        return entries.contains { entry in
            var status = stat()
            guard lstat(entry, &status) == 0 else { return true }
            #if canImport(Darwin)
                return status.st_mtimespec.tv_sec > dayAgo
            #else
                return status.st_mtim.tv_sec > dayAgo
            #endif
        }
    }
}
