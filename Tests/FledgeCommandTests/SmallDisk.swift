import Foundation
import TestSupport

/// A file system of 64 kB in memory, unmounted with the last reference.
final class SmallDisk {
    private let path: String

    /// Whether this process may mount one.
    static let isPossible: Bool = {
        guard geteuid() == 0, let directory = try? TemporaryDirectory() else { return false }
        return (try? SmallDisk(at: "\(directory.path)/disk")) != nil
    }()

    init(at path: String) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try SmallDisk.run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", path)
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
