import Foundation

/// The directory for data that Fledge keeps between runs: encoded datasets, the run log, downloaded models.
package enum CacheDirectory {
    /// Returns `$FLEDGE_CACHE`, else `$XDG_CACHE_HOME/fledge`, else `~/.cache/fledge`; a leading `~` and variables are
    /// expanded, since settings that no shell has processed may contain them.
    ///
    /// - Parameter environment: The environment variables; `nil` for those of the process.
    package static func path(environment: [String: String]? = nil) -> String {
        let environment = environment ?? ProcessInfo.processInfo.environment
        let paths = PathExpansion(environment)
        func directory(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : paths.expand($0) } }
        let home = directory("HOME") ?? NSHomeDirectory()
        return directory("FLEDGE_CACHE")
            ?? (directory("XDG_CACHE_HOME") ?? paths.join(home, ".cache")).path(of: "fledge")
    }
}
