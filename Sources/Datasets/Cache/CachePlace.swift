import InputOutput

extension DatasetCache {
    /// Where the cache is unless a path is given: `datasets.sqlite` in `$FLEDGE_CACHE`, else in
    /// `$XDG_CACHE_HOME/fledge`, else in `~/.cache/fledge`.
    ///
    /// - Parameter environment: The environment's variables; `nil` for those of the process.
    public static func defaultPath(environment: [String: String]? = nil) -> String {
        CacheDirectory.path(environment: environment).path(of: "datasets.sqlite")
    }
}
