import Foundation
import InputOutput

/// Whether outputs may be put in their places.
package enum OutputAvailability {
    /// Makes sure that nothing is lost where outputs are put in their places.
    ///
    /// - Parameter overwrite: Whether existing files may be replaced.
    /// - Throws: `FledgeError` with category `cannotCreate`.
    package static func require(_ paths: [String], overwrite: Bool) throws {
        for path in paths {
            guard let mode = OutputPath.mode(of: path) else { continue }
            guard mode & S_IFMT != S_IFDIR else {
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
