/// How a file holds texts with entities.
public enum EntityFileFormat: String, Sendable, CaseIterable, Codable {
    /// A word a line with its tag in another column, a blank line after each sentence, as in the CoNLL shared tasks.
    case conll
    /// JSON objects, a line each or in an array: a text with spans of characters, or words with tags.
    case jsonl
    /// JSON arrays of a text and an object with the spans, as spaCy's examples have it.
    case spacy
    /// The JSON or JSON-MIN export of Label Studio.
    case labelStudio = "label-studio"

    /// What people call the format.
    public var title: String {
        switch self {
        case .conll: "CoNLL columns"
        case .jsonl: "JSON objects with texts and spans"
        case .spacy: "spaCy's JSON"
        case .labelStudio: "a Label Studio export"
        }
    }

    /// The formats that a file's extension may stand for; none where it says nothing.
    static func candidates(for path: String) -> [EntityFileFormat] {
        switch FileFormat.nameExtension(of: path) {
        case "conll", "conll2003", "bio", "iob", "iob1", "iob2", "bioes", "bilou", "ner": return [.conll]
        case "jsonl", "ndjson", "json-lines", "json": return [.jsonl, .spacy, .labelStudio]
        default: return []
        }
    }
}

/// What becomes of a span that cannot be taken as it is: one that ends within a word, overlaps a longer one, or lies
/// outside its text.
public enum MisalignmentPolicy: String, Sendable, CaseIterable, Codable {
    /// It is left out.
    case drop
    /// It grows to whole words; what no growing helps is left out.
    case snap
    /// The file is refused, with a list of such spans.
    case stop
}

/// What becomes of tags that the file's scheme does not allow where they stand, such as I after O.
public enum MisplacedTagPolicy: String, Sendable, CaseIterable, Codable {
    /// They are taken as ``Entities/EntityReading/lenient`` has it.
    case `repair`
    /// The file is refused.
    case refuse
}

/// What offsets into a text count.
public enum OffsetUnit: String, Sendable, CaseIterable, Codable {
    /// Unicode scalars, as Python counts.
    case scalars
    /// UTF-16 code units, as JavaScript and Java count.
    case utf16
    /// Bytes of UTF-8.
    case bytes
}
