import InputOutput

extension DatasetCache {
    /// The default path of the cache: `datasets.sqlite` in `$FLEDGE_CACHE`, otherwise in `$XDG_CACHE_HOME/fledge`,
    /// otherwise in `~/.cache/fledge`.
    ///
    /// - Parameter environment: The environment variables; `nil` for those of the process.
    public static func defaultPath(environment: [String: String]? = nil) -> String {
        CacheDirectory.path(environment: environment).path(of: "datasets.sqlite")
    }
}
