import InputOutput

/// What tells one content from another.
public enum ContentHash {
    /// The SHA-256 of a file's bytes, in hexadecimal digits.
    public static func sha256(path: String) throws -> String {
        try CacheKey.sha256(DescriptorSource(path: path))
    }

    /// The SHA-256 of what an encoder sees of rows, their ids and segments, in hexadecimal digits.
    public static func sha256(of rows: [EncodedRow]) -> String { CacheKey.sha256(of: rows) }
}
