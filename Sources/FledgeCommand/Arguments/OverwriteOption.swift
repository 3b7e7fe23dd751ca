import ArgumentParser
import InputOutput

/// Whether results may take the place of a file that exists.
struct OverwriteOption: ParsableArguments {
    @Flag(help: "Replace the output where it exists.")
    var overwrite = false

    /// Makes sure, before long work begins, that files can be put in their places and that nothing is lost there.
    ///
    /// - Parameter paths: The files; `nil` for standard output.
    /// - Throws: `FledgeError` with category `cannotCreate`.
    func check(_ paths: String?...) throws {
        let files = paths.compactMap(\.self)
        try OutputAvailability.require(files, overwrite: overwrite)
        for file in files where !OutputPath.isStream(file) {
            try OutputPath.checkParent(of: OutputPath.resolved(file))
        }
    }
}
