import Foundation

/// Whether outputs may be put in their places.
package enum OutputAvailability {
    /// Makes sure that nothing is lost where outputs are put in their places. Open files, devices and pipes lose nothing.
    ///
    /// - Parameter overwrite: Whether existing files may be replaced.
    /// - Throws: ``FledgeError`` with category `cannotCreate`.
    package static func require(_ paths: [String], overwrite: Bool) throws {
        for path in paths where OutputPath.mode(of: path) != nil && !OutputPath.isStream(path) {
            guard !OutputPath.isDirectory(path) else {
                throw FledgeError.creating(EISDIR, at: path, while: "creating the file")
            }
            guard overwrite else {
                throw FledgeError(
                    .cannotCreate, at: path, "the output exists already",
                    advice: "pass --overwrite to replace it, or choose another name")
            }
        }
    }
}
