import InputOutput

/// Writes tokenizer_config.json and special_tokens_map.json.
struct ConfigurationWriter {
    private let parts: TokenizerParts
    private let maximumLength: Int?

    /// - Parameter maximumLength: The new `model_max_length`; `nil` to leave it unchanged.
    init(_ parts: TokenizerParts, maximumLength: Int?) {
        self.parts = parts
        self.maximumLength = maximumLength
    }

    // MARK: tokenizer_config.json

    /// The content of tokenizer_config.json: the file that was read, with changed members updated, or a new one.
    func configuration() throws -> [UInt8] {
        guard var content = parts.sources.configuration else { return Array(newConfiguration().utf8) }
        if let maximumLength {
            content = try JSONObjectEditing.setting("model_max_length", to: "\(maximumLength)", in: content)
        }
        // The direction that tokenizer.json declared is written here, since its truncation is not kept.
        let declared = try content.withUnsafeBytes {
            try TokenizerConfiguration($0, path: "tokenizer_config.json").truncationSide() ?? .right
        }
        if declared != parts.truncationSide {
            content = try JSONObjectEditing.setting(
                "truncation_side", to: "\"\(parts.truncationSide.rawValue)\"", in: content)
        }
        return content
    }

    private func newConfiguration() -> String {
        var members: [String]
        if case .bert(let normalizer) = parts.normalizer, isBuiltByItsClass {
            members = [
                "\"tokenizer_class\": \(JSONValue.quoted(parts.tokenizerClass))",
                "\"do_lower_case\": \(normalizer.lowercases)",
                "\"strip_accents\": \(ComponentWriter.text(normalizer.stripsAccents))",
                "\"tokenize_chinese_chars\": \(normalizer.separatesChineseCharacters)",
            ]
        } else {
            members = ["\"tokenizer_class\": \"PreTrainedTokenizerFast\""]
        }
        if let maximumLength = maximumLength ?? parts.maximumLength {
            members.append("\"model_max_length\": \(maximumLength)")
        }
        if parts.truncationSide != .right {
            members.append("\"truncation_side\": \"\(parts.truncationSide.rawValue)\"")
        }
        if parts.splitsSpecialTokens { members.append("\"split_special_tokens\": true") }
        return object(members + specialTokenMembers())
    }

    /// Tells whether transformers builds the same tokenizer from the class, the vocabulary and the settings alone.
    ///
    /// It then ignores the other components of tokenizer.json; for any other tokenizer it needs them.
    private var isBuiltByItsClass: Bool {
        guard TokenizerClass(name: parts.tokenizerClass).isOfBERT, case .bert(let normalizer) = parts.normalizer
        else { return false }
        return normalizer.cleansText && parts.decoder == WordPieceDecoder() && parts.componentsOutsideItsClass.isEmpty
            && parts.model.unknownPiece.hasSameBytes(as: parts.specialTokens.unknown)
    }

    // MARK: special_tokens_map.json

    /// The content of special_tokens_map.json: the file that was read, or a new one.
    func specialTokensMap() -> [UInt8] {
        parts.sources.specialTokensMap ?? Array(object(specialTokenMembers()).utf8)
    }

    private func specialTokenMembers() -> [String] {
        parts.specialTokens.all.compactMap { role, name in
            parts.id(ofToken: name) == nil ? nil : "\"\(role)\": \(JSONValue.quoted(name))"
        }
    }

    private func object(_ members: [String]) -> String {
        "{\n" + members.map { "  \($0)" }.joined(separator: ",\n") + "\n}\n"
    }
}
