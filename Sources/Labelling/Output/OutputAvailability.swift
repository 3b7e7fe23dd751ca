import Foundation
import InputOutput

/// Whether outputs may be put in their places.
package enum OutputAvailability {
    package static func isDirectory(_ path: String) -> Bool {
        OutputPath.mode(of: path).map { $0 & S_IFMT == S_IFDIR } ?? false
    }

    /// Whether an output is there, and not as one that a run left to be gone on with.
    package static func isComplete(_ path: String) -> Bool {
        OutputPath.mode(of: path) != nil && OutputPath.mode(of: LabellingJournal.path(of: path)) == nil
    }

    /// Makes sure that nothing is lost where outputs are put in their places.
    ///
    /// - Parameter overwrite: Whether existing files may be replaced.
    /// - Throws: `FledgeError` with category `cannotCreate`.
    package static func require(_ paths: [String], overwrite: Bool) throws {
        for path in paths {
            guard let mode = OutputPath.mode(of: path) else { continue }
            guard !isDirectory(path) else {
                throw FledgeError.creating(EISDIR, at: path, while: "creating the file")
            }
            guard overwrite || mode & S_IFMT != S_IFREG else {
                throw FledgeError(
                    .cannotCreate, at: path, "the output exists already",
                    advice: "pass --overwrite to replace it, or choose another name")
            }
        }
    }
}
