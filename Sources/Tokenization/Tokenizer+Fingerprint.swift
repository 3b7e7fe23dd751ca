import InputOutput

extension Tokenizer {
    /// A canonical text of everything that shapes the ids: two tokenizers with equal texts encode alike.
    ///
    /// One line each for the format, normaliser, splitting, model, templates and added tokens, then the pieces in the
    /// order of their ids. Strings are quoted as in JSON.
    public var fingerprintDescription: String {
        var lines = ["tokenizer 1"]
        if case .bert(let normalizer) = parts.normalizer {
            lines.append(
                "normalizer BertNormalizer clean_text=\(normalizer.cleansText)"
                    + " handle_chinese_chars=\(normalizer.separatesChineseCharacters)"
                    + " strip_accents=\(normalizer.stripsAccentsEffectively) lowercase=\(normalizer.lowercases)")
        } else {
            lines.append("normalizer none")
        }
        lines.append("pre_tokenizer BertPreTokenizer")
        lines.append(
            "model WordPiece unk_token=\(JSONValue.quoted(parts.model.unknownPiece))"
                + " continuing_subword_prefix=\(JSONValue.quoted(parts.model.continuingPrefix))"
                + " max_input_chars_per_word=\(parts.model.longestWord)")
        lines.append("single \(Self.description(of: parts.postProcessor.single))")
        lines.append("pair \(Self.description(of: parts.postProcessor.pair))")
        for token in parts.addedTokens.sorted(by: { $0.id < $1.id }) {
            lines.append(
                "added_token \(token.id) \(JSONValue.quoted(token.content)) single_word=\(token.isSingleWord)"
                    + " lstrip=\(token.stripsLeft) rstrip=\(token.stripsRight) normalized=\(token.isNormalized)")
        }
        lines.append("vocabulary \(vocabulary.count)")
        var text = lines.joined(separator: "\n") + "\n"
        for id in 0..<vocabulary.count {
            text += JSONValue.quoted(vocabulary.pieces[id])
            text += "\n"
        }
        return text
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
