import InputOutput

/// The format of labelled rows.
package enum OutputFormat: String, Sendable, CaseIterable, Codable {
    /// Comma-separated columns, quoted if necessary, as in RFC 4180, with LF line ends.
    case csv
    /// Tab-separated columns, without any quoting.
    case tsv
    /// One JSON object per line.
    case jsonLines = "jsonl"
    /// A NumPy array of 32-bit floats: embeddings only.
    case npy
    /// A table of an SQLite database.
    case sqlite
    /// One word and its tag per line, with a blank line after each text: entities only.
    case conll

    /// The format that a file's extension stands for.
    ///
    /// - Throws: `FledgeError` with category `usage` for any other extension.
    package init(path: String) throws {
        let name = path.split(separator: "/").last ?? ""
        let suffix = name.contains(".") ? name.split(separator: ".").last?.lowercased() ?? "" : ""
        switch suffix {
        case "csv": self = .csv
        case "tsv": self = .tsv
        case "jsonl", "ndjson", "json-lines": self = .jsonLines
        case "npy": self = .npy
        case "sqlite", "sqlite3", "db": self = .sqlite
        case "conll", "bio", "iob": self = .conll
        default:
            throw FledgeError(
                .usage, at: path, "the output's name does not show its format",
                expected:
                    "one of .csv, .tsv, .jsonl, .ndjson, .json-lines, .npy, .sqlite, .sqlite3, .db, .conll, .bio, .iob",
                found: suffix.isEmpty ? "no extension" : ".\(suffix)",
                advice: "name the format with --output-format")
        }
    }

    /// The name of the output of one of several inputs: the input's name, followed by the output's format if that
    /// differs from the input's.
    ///
    /// - Parameter format: The format of the outputs; `nil` for that of each input.
    package static func outputName(ofInput name: String, format: OutputFormat?) -> String {
        let own = try? OutputFormat(path: name)
        let format = format ?? own ?? .jsonLines
        return own == format ? name : "\(name).\(format.rawValue)"
    }

    /// Tells whether all rows have the same columns.
    var isTable: Bool { self != .jsonLines && self != .npy && self != .conll }
}
