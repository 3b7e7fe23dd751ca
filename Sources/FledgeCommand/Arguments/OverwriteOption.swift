import ArgumentParser
import InputOutput

/// The permission to replace existing files.
struct OverwriteOption: ParsableArguments {
    @Flag(help: "Replace an existing output.")
    var overwrite = false

    /// Checks before long work begins that the files can be written and that nothing is lost.
    ///
    /// - Parameters:
    ///   - paths: The files; `nil` for standard output.
    ///   - inputs: Files that are read and therefore never replaced; `nil` for those that are not given.
    /// - Throws: `FledgeError` with category `cannotCreate`, or `usage` for an output that is an input.
    func check(_ paths: String?..., keeping inputs: [String?] = []) throws {
        let files = paths.compactMap(\.self)
        try OutputAvailability.require(files, overwrite: overwrite, keeping: inputs.compactMap(\.self))
        for file in files where !OutputPath.isStream(file) {
            try OutputPath.checkParent(of: OutputPath.resolved(file))
        }
    }
}
