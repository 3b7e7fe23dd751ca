import InputOutput

/// Writes the files of a tokenizer that was not read from such files.
struct TokenizerFileWriter {
    private let parts: TokenizerParts

    init(_ parts: TokenizerParts) {
        self.parts = parts
    }

    private func quoted(_ text: String) -> String { JSONValue.quoted(text) }

    private func array(_ elements: [String]) -> String { "[\(elements.joined(separator: ", "))]" }

    private func piece(_ id: Int32) -> String {
        Int(id) < parts.vocabulary.count
            ? parts.vocabulary[id] : parts.addedTokens.first { $0.id == id }?.content ?? parts.model.unknownPiece
    }

    // MARK: tokenizer.json

    /// The content of tokenizer.json, version 1.0.
    func tokenizerFile() -> String {
        let tokens = parts.addedTokens.sorted { $0.id < $1.id }.map { token in
            """
                {"id": \(token.id), "content": \(quoted(token.content)), "single_word": \(token.isSingleWord), \
            "lstrip": \(token.stripsLeft), "rstrip": \(token.stripsRight), "normalized": \(token.isNormalized), \
            "special": \(token.isSpecial)}
            """
        }
        let vocabulary = (0..<parts.vocabulary.count).map { "      \(quoted(parts.vocabulary.pieces[$0])): \($0)" }
        return """
            {
              "version": "1.0",
              "truncation": null,
              "padding": null,
              "added_tokens": [
            \(tokens.joined(separator: ",\n"))
              ],
              "normalizer": \(normalizer()),
              "pre_tokenizer": {"type": "BertPreTokenizer"},
              "post_processor": {
                "type": "TemplateProcessing",
                "single": \(template(parts.postProcessor.single)),
                "pair": \(template(parts.postProcessor.pair)),
                "special_tokens": {\(specialTokens())}
              },
              "decoder": {"type": "WordPiece", "prefix": \(quoted(parts.model.continuingPrefix)), "cleanup": true},
              "model": {
                "type": "WordPiece",
                "unk_token": \(quoted(parts.model.unknownPiece)),
                "continuing_subword_prefix": \(quoted(parts.model.continuingPrefix)),
                "max_input_chars_per_word": \(parts.model.longestWord),
                "vocab": {
            \(vocabulary.joined(separator: ",\n"))
                }
              }
            }

            """
    }

    private func normalizer() -> String {
        guard case .bert(let normalizer) = parts.normalizer else { return "null" }
        return """
            {"type": "BertNormalizer", "clean_text": \(normalizer.cleansText), \
            "handle_chinese_chars": \(normalizer.separatesChineseCharacters), \
            "strip_accents": \(stripsAccents(normalizer)), "lowercase": \(normalizer.lowercases)}
            """
    }

    private func stripsAccents(_ normalizer: BertNormalizer) -> String {
        normalizer.stripsAccents.map { "\($0)" } ?? "null"
    }

    private func template(_ template: [PostProcessor.Part]) -> String {
        array(
            template.map { part in
                switch part {
                case .first(let typeID): "{\"Sequence\": {\"id\": \"A\", \"type_id\": \(typeID)}}"
                case .second(let typeID): "{\"Sequence\": {\"id\": \"B\", \"type_id\": \(typeID)}}"
                case .special(let ids, let typeID):
                    "{\"SpecialToken\": {\"id\": \(quoted(name(of: ids))), \"type_id\": \(typeID)}}"
                }
            })
    }

    /// The name that a template gives to its special ids.
    private func name(of ids: [Int32]) -> String { ids.map(piece).joined(separator: " ") }

    private func specialTokens() -> String {
        var entries: [String] = []
        for case .special(let ids, _) in parts.postProcessor.single + parts.postProcessor.pair {
            let name = quoted(name(of: ids))
            let entry = """
                \(name): {"id": \(name), "ids": \(array(ids.map { "\($0)" })), \
                "tokens": \(array(ids.map { quoted(piece($0)) }))}
                """
            if !entries.contains(entry) { entries.append(entry) }
        }
        return entries.joined(separator: ", ")
    }

    // MARK: The files beside it

    /// The content of tokenizer_config.json.
    func configuration() -> String {
        var normalizer = BertNormalizer(lowercases: false)
        if case .bert(let settings) = parts.normalizer { normalizer = settings }
        var members = [
            "\"tokenizer_class\": \(quoted(parts.tokenizerClass))",
            "\"do_lower_case\": \(normalizer.lowercases)",
            "\"strip_accents\": \(stripsAccents(normalizer))",
            "\"tokenize_chinese_chars\": \(normalizer.separatesChineseCharacters)",
        ]
        if let maximumLength = parts.maximumLength { members.append("\"model_max_length\": \(maximumLength)") }
        return object(members + specialTokenMembers())
    }

    /// The content of special_tokens_map.json.
    func specialTokensMap() -> String { object(specialTokenMembers()) }

    private func specialTokenMembers() -> [String] {
        parts.specialTokens.all.compactMap { role, name in
            parts.vocabulary.id(of: name) == nil && !parts.addedTokens.contains { $0.content == name }
                ? nil : "\"\(role)\": \(quoted(name))"
        }
    }

    private func object(_ members: [String]) -> String {
        "{\n" + members.map { "  \($0)" }.joined(separator: ",\n") + "\n}\n"
    }
}
