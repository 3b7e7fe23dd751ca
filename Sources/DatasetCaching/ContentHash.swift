public import Datasets
import InputOutput

/// Hashes that identify contents.
public enum ContentHash {
    /// The SHA-256 of a file's bytes, in hexadecimal.
    public static func sha256(path: String) throws -> String {
        try CacheKey.sha256(DescriptorSource(path: path))
    }

    /// The SHA-256 of the parts of rows that an encoder sees, their ids and segments, in hexadecimal.
    public static func sha256(of rows: [EncodedRow]) -> String { CacheKey.sha256(of: rows) }
}
