import InputOutput

/// Writes components in the form of tokenizer.json, with their members in the order of the reference.
enum ComponentWriter {
    static func object(_ members: KeyValuePairs<String, String>) -> String {
        "{\(members.map { "\(quoted($0.key)): \($0.value)" }.joined(separator: ", "))}"
    }

    static func array(_ elements: [String]) -> String { "[\(elements.joined(separator: ", "))]" }

    static func quoted(_ text: String) -> String { JSONValue.quoted(text) }

    static func text(_ normalizer: Normalizer?) -> String {
        switch normalizer {
        case nil: "null"
        case .bert(let settings):
            object([
                "type": "\"BertNormalizer\"", "clean_text": "\(settings.cleansText)",
                "handle_chinese_chars": "\(settings.separatesChineseCharacters)",
                "strip_accents": text(settings.stripsAccents), "lowercase": "\(settings.lowercases)",
            ])
        case .nfd: object(["type": "\"NFD\""])
        case .nfkd: object(["type": "\"NFKD\""])
        case .nfc: object(["type": "\"NFC\""])
        case .nfkc: object(["type": "\"NFKC\""])
        case .lowercase: object(["type": "\"Lowercase\""])
        case .stripAccents: object(["type": "\"StripAccents\""])
        case .strip(let left, let right):
            object(["type": "\"Strip\"", "strip_left": "\(left)", "strip_right": "\(right)"])
        case .prepend(let prefix): object(["type": "\"Prepend\"", "prepend": quoted(prefix)])
        case .replace(let pattern, let content):
            object([
                "type": "\"Replace\"", "pattern": object(["String": quoted(pattern)]), "content": quoted(content),
            ])
        case .sequence(let normalizers):
            object(["type": "\"Sequence\"", "normalizers": array(normalizers.map { text($0) })])
        }
    }

    /// A Boolean that may be absent.
    static func text(_ flag: Bool?) -> String { flag.map { "\($0)" } ?? "null" }

    static func text(_ preTokenizer: PreTokenizer?) -> String {
        switch preTokenizer {
        case nil: "null"
        case .bert: object(["type": "\"BertPreTokenizer\""])
        case .whitespace: object(["type": "\"Whitespace\""])
        case .whitespaceSplit: object(["type": "\"WhitespaceSplit\""])
        case .punctuation(let behavior):
            object(["type": "\"Punctuation\"", "behavior": quoted(behavior.name)])
        case .sequence(let preTokenizers):
            object(["type": "\"Sequence\"", "pretokenizers": array(preTokenizers.map { text($0) })])
        }
    }

    static func text(_ decoder: WordPieceDecoder?) -> String {
        guard let decoder else { return "null" }
        return object([
            "type": "\"WordPiece\"", "prefix": quoted(decoder.continuingPrefix), "cleanup": "\(decoder.cleansUp)",
        ])
    }
}

extension PunctuationBehavior {
    /// The name in tokenizer.json.
    var name: String {
        switch self {
        case .removed: "Removed"
        case .isolated: "Isolated"
        case .mergedWithPrevious: "MergedWithPrevious"
        case .mergedWithNext: "MergedWithNext"
        case .contiguous: "Contiguous"
        }
    }
}
