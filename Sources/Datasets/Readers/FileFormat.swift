import InputOutput

/// How the rows of a file are written.
public enum FileFormat: String, Sendable, CaseIterable, Codable {
    /// Tab-separated columns without any quoting, as in the GLUE data sets.
    case tsv
    /// Comma-separated columns with quotes, as in RFC 4180.
    case csv
    /// One JSON object a line.
    case jsonLines = "jsonl"
    /// Plain text, a text a line.
    case lines = "txt"

    /// The format that the file's extension stands for.
    ///
    /// - Throws: ``FledgeError`` with category `usage` for any other extension.
    public init(path: String) throws {
        let name = path.split(separator: "/").last ?? ""
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        let suffix = parts.count > 1 ? parts[parts.count - 1].lowercased() : ""
        switch suffix {
        case "tsv": self = .tsv
        case "csv": self = .csv
        case "jsonl", "ndjson", "json-lines": self = .jsonLines
        case "txt": self = .lines
        default:
            throw FledgeError(
                .usage, at: path, "the file's format is not known by its name",
                expected: "one of .tsv, .csv, .jsonl, .ndjson, .json-lines, .txt",
                found: suffix.isEmpty ? "no extension" : ".\(suffix)", advice: "name the format")
        }
    }
}
