import InputOutput

/// The format of a file's rows.
public enum FileFormat: String, Sendable, CaseIterable, Codable {
    /// Tab-separated columns, without quoting as in the GLUE datasets, or with quoting if the file shows it.
    case tsv
    /// Comma-separated columns with quotes, as in RFC 4180.
    case csv
    /// One JSON object per line, or one JSON array of objects.
    case jsonLines = "jsonl"
    /// Plain text, one text per line.
    case lines = "txt"

    /// The format that the file's extension implies, ignoring a following `.gz`, `.zst` and the like.
    ///
    /// - Throws: ``FledgeError`` with category `usage` for any other extension.
    public init(path: String) throws {
        switch Self.nameExtension(of: path) {
        case "tsv": self = .tsv
        case "csv": self = .csv
        case "jsonl", "ndjson", "json-lines", "json": self = .jsonLines
        case "txt": self = .lines
        case "parquet":
            throw FledgeError(
                .usage, at: path, "Parquet files cannot be read", expected: Self.extensions,
                advice: Self.parquetAdvice)
        case "xlsx", "xls", "ods":
            throw FledgeError(
                .usage, at: path, "spreadsheets cannot be read", expected: Self.extensions,
                advice: "save the sheet as CSV")
        case "pkl", "pickle":
            throw FledgeError(
                .usage, at: path, "pickles cannot be read", expected: Self.extensions, advice: Self.pickleAdvice)
        case "arrow", "feather":
            throw FledgeError(
                .usage, at: path, "Arrow files cannot be read", expected: Self.extensions, advice: Self.arrowAdvice)
        case "conll", "conll2003", "conllu", "bio", "iob", "iob2", "bioes", "bilou", "spacy":
            throw FledgeError(
                .usage, at: path, "the name is that of a file with named entities", expected: Self.extensions,
                advice: "the task entities is for those (--task entities), or name the format (--input-format)")
        case let suffix:
            throw FledgeError(
                .usage, at: path, "the file's format is not known by its name", expected: Self.extensions,
                found: suffix.map { ".\($0)" } ?? "no extension", advice: "name the format (--input-format)")
        }
    }

    /// The last extension of a file's name in lower case, not counting that of a compression; `nil` if there is none.
    static func nameExtension(of path: String) -> String? {
        let name = path.split(separator: "/").last ?? ""
        var suffixes = name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().map { $0.lowercased() }
        if let last = suffixes.last, compressions.contains(last) { suffixes.removeLast() }
        return suffixes.last
    }

    /// Tells whether a file in a directory contains rows, judging by its name and, since `.json` is used for files of
    /// all kinds, by its content: an array of objects, or an object in each of the first lines.
    package static func isFileOfRows(_ path: String) -> Bool {
        guard (try? FileFormat(path: path)) != nil else { return false }
        guard nameExtension(of: path) == "json" else { return true }
        guard let source = try? DescriptorSource(path: path) else { return false }
        let lines = LineReader(source: source, name: path)
        let holdsRows = try? lines.withSample(ofAtLeast: 1 << 16) { sample, _ in
            switch JSONRows.layout(of: sample) {
            case .array: true
            case .objects: false
            case .lines: JSONRows.members(of: sample, .lines, limit: 2).objects == 2
            }
        }
        return holdsRows ?? false
    }

    private static let extensions = "one of .tsv, .csv, .jsonl, .ndjson, .json-lines, .json, .txt"
    private static let compressions = ["gz", "gzip", "zst", "zstd"]

    static let pickleAdvice = "write the data as JSON Lines or CSV, for instance with pandas' to_json or to_csv"
    static let arrowAdvice =
        """
        convert it, for instance with python3 -c "import datasets; \
        datasets.Dataset.from_file('in.arrow').to_json('out.jsonl', force_ascii=False)"
        """

    static let parquetAdvice =
        """
        convert it, for instance with python3 -c "import pandas; \
        pandas.read_parquet('in.parquet').to_json('out.jsonl', orient='records', lines=True, force_ascii=False)"
        """
}
