import CBuildInformation

/// The version of Fledge and of this build.
enum Version {
    static let number = "0.1.0"

    /// The line that `fledge --version` prints: the version, the commit and how the program was built.
    static var description: String {
        let commit = String(cString: fledge_build_commit())
        return "fledge \(number) (\(commit.isEmpty ? "" : "\(commit), ")\(mode) build)"
    }

    private static var mode: String {
        #if DEBUG
            "debug"
        #else
            "release"
        #endif
    }
}
