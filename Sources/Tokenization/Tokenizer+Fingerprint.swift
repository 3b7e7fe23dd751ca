import InputOutput

extension Tokenizer {
    /// A canonical text of everything that affects the ids: two tokenizers with equal texts encode identically.
    ///
    /// It has one line each for the format, normalizer, splitting, model, templates, added tokens and truncation side,
    /// followed by the pieces in the order of their ids. Strings are quoted as in JSON.
    public var fingerprintDescription: String {
        var lines = ["tokenizer 1"]
        lines.append("normalizer \(Self.description(of: parts.normalizer))")
        lines.append("pre_tokenizer \(Self.description(of: parts.preTokenizer))")
        lines.append(
            "model WordPiece unk_token=\(JSONValue.quoted(parts.model.unknownPiece))"
                + " continuing_subword_prefix=\(JSONValue.quoted(parts.model.continuingPrefix))"
                + " max_input_chars_per_word=\(parts.model.longestWord)")
        lines.append("single \(Self.description(of: parts.postProcessor.single))")
        lines.append("pair \(Self.description(of: parts.postProcessor.pair))")
        for token in parts.addedTokens.sorted(by: { $0.id < $1.id }) {
            lines.append(
                "added_token \(token.id) \(JSONValue.quoted(token.content)) single_word=\(token.isSingleWord)"
                    + " lstrip=\(token.stripsLeft) rstrip=\(token.stripsRight) normalized=\(token.isNormalized)"
                    + " special=\(token.isSpecial)")
        }
        lines.append("truncation_side \(parts.truncationSide.rawValue)")
        if !parts.givesTypeIDs, !parts.postProcessor.hasTypeZeroOnly { lines.append("model_type_ids false") }
        if parts.splitsSpecialTokens { lines.append("split_special_tokens true") }
        lines.append("vocabulary \(vocabulary.count)")
        var text = lines.joined(separator: "\n") + "\n"
        for id in 0..<vocabulary.count {
            text += vocabulary.piece(ofID: Int32(id)).map(JSONValue.quoted) ?? "null"
            text += "\n"
        }
        return text
    }

    private static func description(of normalizer: Normalizer?) -> String {
        switch normalizer {
        case nil: "none"
        case .bert(let settings):
            "BertNormalizer clean_text=\(settings.cleansText)"
                + " handle_chinese_chars=\(settings.separatesChineseCharacters)"
                + " strip_accents=\(settings.stripsAccentsEffectively) lowercase=\(settings.lowercases)"
        case .sequence(let normalizers):
            "Sequence(\(normalizers.map { description(of: $0) }.joined(separator: "; ")))"
        default: ComponentWriter.text(normalizer)
        }
    }

    private static func description(of preTokenizer: PreTokenizer?) -> String {
        switch preTokenizer {
        case nil: "none"
        case .bert: "BertPreTokenizer"
        default: ComponentWriter.text(preTokenizer)
        }
    }

    private static func description(of parts: [PostProcessor.Part]) -> String {
        parts.map { part in
            switch part {
            case .first(let typeID): "A:\(typeID)"
            case .second(let typeID): "B:\(typeID)"
            case .special(let ids, let typeID): "\(ids.map(String.init).joined(separator: ",")):\(typeID)"
            }
        }
        .joined(separator: " ")
    }
}
