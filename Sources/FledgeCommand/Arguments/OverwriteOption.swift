import ArgumentParser
import InputOutput

/// Whether results may take the place of a file that exists.
struct OverwriteOption: ParsableArguments {
    @Flag(help: "Replace the output where it exists.")
    var overwrite = false

    /// Makes sure, before long work begins, that files can be put in their places and that nothing is lost there.
    ///
    /// - Parameters:
    ///   - paths: The files; `nil` for standard output.
    ///   - inputs: Files that are read, and so never replaced; `nil` for those that are not given.
    /// - Throws: `FledgeError` with category `cannotCreate`, or `usage` for an output that is an input.
    func check(_ paths: String?..., keeping inputs: [String?] = []) throws {
        let files = paths.compactMap(\.self)
        try OutputAvailability.require(files, overwrite: overwrite, keeping: inputs.compactMap(\.self))
        for file in files where !OutputPath.isStream(file) {
            try OutputPath.checkParent(of: OutputPath.resolved(file))
        }
    }
}
