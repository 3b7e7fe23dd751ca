/// The format of a file of texts with entities.
public enum EntityFileFormat: String, Sendable, CaseIterable, Codable {
    /// One word per line with its tag in another column, and a blank line after each sentence, as in the CoNLL shared
    /// tasks.
    case conll
    /// A table whose first line names the columns, often as CSV: one word and its tag per row, or one text per row with its
    /// spans or tags in a cell.
    case csv
    /// JSON objects, one per line or in an array: a text with character spans, or words with tags.
    case jsonl
    /// JSON arrays of a text and an object with the spans, as in spaCy's examples, or documents with paragraphs, sentences
    /// and tokens, the training format of spaCy 2.
    case spacy
    /// The JSON or JSON-MIN export of Label Studio.
    case labelStudio = "label-studio"

    /// A human-readable name of the format.
    public var title: String {
        switch self {
        case .conll: "CoNLL columns"
        case .csv: "a table"
        case .jsonl: "JSON objects with texts and spans"
        case .spacy: "spaCy's JSON"
        case .labelStudio: "a Label Studio export"
        }
    }

    /// The formats that a file's extension may imply; empty if it implies none.
    static func candidates(for path: String) -> [EntityFileFormat] {
        switch FileFormat.nameExtension(of: path) {
        case "conll", "conll2003", "bio", "iob", "iob1", "iob2", "bioes", "bilou", "ner": return [.conll, .csv]
        case "jsonl", "ndjson", "json-lines", "json": return [.jsonl, .spacy, .labelStudio]
        default: return []
        }
    }

    /// The format of a file whose content does not tell: that of its name, or of CSV a table.
    static func assumed(for path: String) -> EntityFileFormat? {
        FileFormat.nameExtension(of: path) == "csv" ? .csv : candidates(for: path).first
    }
}

/// The treatment of a span that cannot be used unchanged: one that ends within a word, overlaps a longer one, or lies
/// outside its text.
public enum MisalignmentPolicy: String, Sendable, CaseIterable, Codable {
    /// It is left out.
    case drop
    /// It is extended to whole words, or left out if that does not help.
    case snap
    /// The file is rejected, with a list of such spans.
    case stop
}

/// The treatment of tags that the file's scheme does not allow at their positions, such as I after O.
public enum MisplacedTagPolicy: String, Sendable, CaseIterable, Codable {
    /// They are interpreted in the way of ``Entities/EntityReading/lenient``.
    case `repair`
    /// The file is rejected.
    case reject
}

/// The unit of offsets into a text.
public enum OffsetUnit: String, Sendable, CaseIterable, Codable {
    /// Unicode scalars, as in Python.
    case scalars
    /// UTF-16 code units, as in JavaScript and Java.
    case utf16
    /// UTF-8 bytes.
    case bytes
}
