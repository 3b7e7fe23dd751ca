import Foundation

extension DatasetCache {
    /// Where the cache is unless a path is given: `datasets.sqlite` in `$FLEDGE_CACHE`, else in
    /// `$XDG_CACHE_HOME/fledge`, else in `~/.cache/fledge`.
    ///
    /// - Parameter environment: The environment's variables; `nil` for those of the process.
    public static func defaultPath(environment: [String: String]? = nil) -> String {
        let environment = environment ?? ProcessInfo.processInfo.environment
        func directory(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let home = directory("HOME") ?? NSHomeDirectory()
        let place =
            directory("FLEDGE_CACHE")
            ?? directory("XDG_CACHE_HOME").map { "\($0)/fledge" }
            ?? "\(home)/.cache/fledge"
        return "\(place)/datasets.sqlite"
    }
}
