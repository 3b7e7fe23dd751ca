/// Reads the pre-tokenizer of tokenizer.json.
enum PreTokenizerReader {
    private static let known = ["BertPreTokenizer", "Whitespace", "WhitespaceSplit", "Punctuation", "Sequence"]

    /// - Throws: `FledgeError` with category `data` for an unknown, wrong or missing type or member.
    static func read(_ fields: ComponentFields) throws -> PreTokenizer {
        switch try fields.type(known: known) {
        case "Punctuation":
            try fields.requireOnly("type", "behavior")
            guard fields["behavior"] != nil else { return .punctuation(.isolated) }
            return .punctuation(
                try fields.choice("behavior", of: PunctuationBehavior.allCases.map { ($0.name, $0) }))
        case "Sequence":
            try fields.requireOnly("type", "pretokenizers")
            return .sequence(try fields.listedFields("pretokenizers").map(read))
        case let type:
            try fields.requireOnly("type")
            return switch type {
            case "Whitespace": .whitespace
            case "WhitespaceSplit": .whitespaceSplit
            default: .bert
            }
        }
    }
}
