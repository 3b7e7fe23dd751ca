import InputOutput

/// Reads the normalizer of tokenizer.json.
enum NormalizerReader {
    private static let known = [
        "BertNormalizer", "NFD", "NFKD", "NFC", "NFKC", "Lowercase", "StripAccents", "Strip", "Prepend", "Replace",
        "Sequence",
    ]

    /// - Throws: `FledgeError` with category `data` for an unknown, wrong or missing type or member.
    static func read(_ fields: ComponentFields) throws -> Normalizer {
        switch try fields.type(known: known) {
        case "BertNormalizer": return .bert(try bert(fields))
        case "Strip":
            try fields.requireOnly("type", "strip_left", "strip_right")
            return .strip(left: try fields.bool("strip_left"), right: try fields.bool("strip_right"))
        case "Prepend":
            try fields.requireOnly("type", "prepend")
            return .prepend(try fields.string("prepend"))
        case "Replace": return try replace(fields)
        case "Sequence":
            try fields.requireOnly("type", "normalizers")
            return .sequence(try fields.listedFields("normalizers").map(read))
        case let type:
            try fields.requireOnly("type")
            return switch type {
            case "NFD": .nfd
            case "NFKD": .nfkd
            case "NFC": .nfc
            case "NFKC": .nfkc
            case "Lowercase": .lowercase
            default: .stripAccents
            }
        }
    }

    private static func bert(_ fields: ComponentFields) throws -> BertNormalizer {
        try fields.requireOnly("type", "clean_text", "handle_chinese_chars", "strip_accents", "lowercase")
        return BertNormalizer(
            cleansText: try fields.bool("clean_text"),
            separatesChineseCharacters: try fields.bool("handle_chinese_chars"),
            stripsAccents: try fields.optionalBool("strip_accents"), lowercases: try fields.bool("lowercase"))
    }

    private static func replace(_ fields: ComponentFields) throws -> Normalizer {
        try fields.requireOnly("type", "pattern", "content")
        let pattern = try fields.fields("pattern")
        if let expression = pattern["Regex"] {
            throw FledgeError(
                .data, at: pattern.place(of: "Regex"),
                "\(pattern.fullName("Regex")) is a regular expression, which Fledge does not apply",
                expected: "a text: {\"String\": …}", found: expression.excerpt,
                advice: "apply the expression to the texts beforehand, and train a model without this normalizer")
        }
        try pattern.requireOnly("String")
        return .replace(try pattern.string("String"), with: try fields.string("content"))
    }
}
