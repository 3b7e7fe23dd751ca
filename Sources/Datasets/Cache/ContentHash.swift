import InputOutput

/// What tells one file's content from another's.
public enum ContentHash {
    /// The SHA-256 of a file's bytes, in hexadecimal digits.
    public static func sha256(path: String) throws -> String {
        let file = try MappedFile(path: path)
        return withExtendedLifetime(file) { CacheKey.sha256(file.bytes) }
    }
}
