import Foundation
import TestSupport

/// A small file system in memory, which may be read-only, and which is unmounted with the last reference.
final class SmallDisk {
    /// The path of the mount.
    let path: String
    /// The directory of the mount, which must outlive it.
    private let directory: TemporaryDirectory

    /// Tells whether this process may mount one.
    static let isPossible: Bool = {
        guard geteuid() == 0, let directory = try? TemporaryDirectory() else { return false }
        return (try? SmallDisk(in: directory, as: "disk")) != nil
    }()

    init(in directory: TemporaryDirectory, as name: String, kilobytes: Int = 64, isReadOnly: Bool = false) throws {
        self.directory = directory
        path = "\(directory.path)/\(name)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try SmallDisk.run("mount", "-t", "tmpfs", "-o", (isReadOnly ? "ro," : "") + "size=\(kilobytes)k", "tmpfs", path)
    }

    deinit { try? SmallDisk.run("umount", path) }

    private static func run(_ command: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.featureUnsupported) }
    }
}
