import Foundation

/// Checks that outputs can be written to their paths.
package enum OutputAvailability {
    /// Checks that writing outputs would not lose any data. Open files, devices and pipes are always accepted.
    ///
    /// - Parameters:
    ///   - overwrite: True if existing files may be replaced.
    ///   - inputs: Files that are read and therefore never replaced.
    /// - Throws: ``FledgeError`` with category `cannotCreate`, or `usage` for an output that is an input.
    package static func require(_ paths: [String], overwrite: Bool, keeping inputs: [String] = []) throws {
        let kept = Set(inputs.map(OutputPath.resolved))
        for path in paths where !OutputPath.isStream(path) && kept.contains(OutputPath.resolved(path)) {
            throw FledgeError(
                .usage, at: path, "the output is an input, which would be lost", advice: "choose another name")
        }
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
