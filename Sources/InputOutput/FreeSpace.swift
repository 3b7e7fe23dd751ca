import Foundation

/// The free space on the file system of an output.
package enum FreeSpace {
    /// The number of bytes that this process can still write next to `path`; `nil` if the system does not report it.
    package static func bytes(beside path: String) -> Int? {
        var status = statvfs()
        guard statvfs(OutputPath.parent(of: OutputPath.resolved(path)), &status) == 0, status.f_blocks > 0 else {
            return nil
        }
        let (bytes, overflows) = Int(clamping: status.f_bavail).multipliedReportingOverflow(by: Int(status.f_frsize))
        return overflows ? .max : bytes
    }

    /// Adds a margin for contents of unknown size: one twentieth, and 32 kB for small files.
    package static func withMargin(_ bytes: Int) -> Int { bytes + bytes / 20 + 32 * 1024 }

    /// Checks that an output of a known size fits, with a margin.
    ///
    /// - Parameter what: The name of the output, for people.
    /// - Throws: ``FledgeError`` with category `cannotCreate` if it does not fit.
    package static func require(_ bytes: Int, for path: String, _ what: String) throws {
        let needed = withMargin(bytes)
        guard let free = Self.bytes(beside: path), free < needed else { return }
        throw FledgeError(
            .cannotCreate, at: path, "\(what) will not fit on the disk", expected: "\(described(needed)) of free space",
            found: described(free), advice: "free some space, or choose an output on another disk")
    }

    /// A number of bytes in words, such as `95.4 MB`.
    package static func described(_ bytes: Int) -> String {
        let units: [(size: Double, name: String)] = [(1e9, "GB"), (1e6, "MB"), (1e3, "kB")]
        guard let unit = units.first(where: { Double(bytes) >= $0.size }) else { return "\(bytes) bytes" }
        return String(format: "%.1f %@", Double(bytes) / unit.size, unit.name)
    }
}
