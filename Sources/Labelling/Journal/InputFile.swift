import Foundation
import InputOutput

/// Identifies an input, to tell whether it is still the same file with the same content.
package struct InputFile: Codable, Equatable, Sendable {
    /// The resolved path.
    let path: String
    let bytes: Int
    /// The modification time, in seconds and nanoseconds.
    let modified: String

    /// - Throws: `FledgeError` with category `noInput` if there is no such file.
    package init(path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw FledgeError.system(errno, at: path, while: "looking at the file")
        }
        self.path = OutputPath.resolved(path)
        bytes = Int(status.st_size)
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        let fraction = String(time.tv_nsec)
        modified = "\(time.tv_sec)." + String(repeating: "0", count: 9 - fraction.count) + fraction
    }

    /// Describes in words how another state of an input differs. The modification time does not count: a copy or a
    /// checkout has another one, and the rows read so far are compared byte by byte.
    func differences(from other: InputFile) -> [String] {
        var found: [String] = []
        if path != other.path { found.append("the input: \(other.path), now \(path)") }
        if bytes != other.bytes { found.append("the input's size: \(other.bytes) bytes, now \(bytes)") }
        return found
    }

    /// Checks that the file has not changed.
    ///
    /// - Throws: `FledgeError` with category `data`.
    func requireUnchanged() throws {
        guard try InputFile(path: path) != self else { return }
        throw FledgeError(
            .data, at: path, "the file was changed while it was read",
            advice: "wait until the file is complete, then run the command again: it resumes if the rows that it has "
                + "labelled are unchanged")
    }
}
