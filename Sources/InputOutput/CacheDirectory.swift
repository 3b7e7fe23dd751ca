import Foundation

/// The directory for what Fledge keeps between runs: encoded data sets, the log of runs, downloaded models.
package enum CacheDirectory {
    /// `$FLEDGE_CACHE`, else `$XDG_CACHE_HOME/fledge`, else `~/.cache/fledge`; a leading `~` and variables are expanded, as
    /// settings that no shell has read may hold them.
    ///
    /// - Parameter environment: The environment's variables; `nil` for those of the process.
    package static func path(environment: [String: String]? = nil) -> String {
        let environment = environment ?? ProcessInfo.processInfo.environment
        let paths = PathExpansion(environment)
        func directory(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : paths.expand($0) } }
        let home = directory("HOME") ?? NSHomeDirectory()
        return directory("FLEDGE_CACHE")
            ?? (directory("XDG_CACHE_HOME") ?? paths.join(home, ".cache")).path(of: "fledge")
    }
}
