import InputOutput

/// How labelled rows are written.
package enum OutputFormat: String, Sendable, CaseIterable, Codable {
    /// Columns with commas between and quotes where they are needed, as in RFC 4180, with LF at the end of lines.
    case csv
    /// Columns with tabs between, without any quoting.
    case tsv
    /// One JSON object a line.
    case jsonLines = "jsonl"
    /// A NumPy array of 32-bit floats: embeddings only.
    case npy
    /// A table of an SQLite database.
    case sqlite
    /// A word and its tag a line, a blank line after each text: entities only.
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
                .usage, at: path, "the output's format is not known by its name",
                expected:
                    "one of .csv, .tsv, .jsonl, .ndjson, .json-lines, .npy, .sqlite, .sqlite3, .db, .conll, .bio, .iob",
                found: suffix.isEmpty ? "no extension" : ".\(suffix)",
                advice: "name the format with --output-format")
        }
    }

    /// The name of an output among those of several inputs: the input's, with the output's format behind it where that is
    /// another one.
    ///
    /// - Parameter format: How outputs are written; `nil` for as each input is.
    package static func outputName(ofInput name: String, format: OutputFormat?) -> String {
        let own = try? OutputFormat(path: name)
        let format = format ?? own ?? .jsonLines
        return own == format ? name : "\(name).\(format.rawValue)"
    }

    /// Whether all rows have the same columns.
    var isTable: Bool { self != .jsonLines && self != .npy && self != .conll }
}
