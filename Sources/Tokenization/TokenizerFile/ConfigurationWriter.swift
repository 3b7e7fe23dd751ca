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
        // The class decides about special tokens and types, and config.json may be missing from the directory.
        let namesClass = try content.withUnsafeBytes {
            try TokenizerConfiguration($0, path: "tokenizer_config.json").fields["tokenizer_class"] != nil
        }
        if !namesClass {
            content = try JSONObjectEditing.setting(
                "tokenizer_class", to: JSONValue.quoted(savedClass), in: content)
        }
        return content
    }

    /// The class from which transformers builds the same tokenizer.
    private var savedClass: String {
        parts.followsTokenizerFile && TokenizerClass(name: parts.tokenizerClass).isOfBERT
            ? Self.classOfTokenizerFile : parts.tokenizerClass
    }

    /// The class that follows tokenizer.json.
    private static let classOfTokenizerFile = "PreTrainedTokenizerFast"

    private func newConfiguration() -> String {
        let name = isBuiltByItsClass ? parts.tokenizerClass : Self.classOfTokenizerFile
        var members = ["\"tokenizer_class\": \(JSONValue.quoted(name))"]
        if case .bert(let normalizer) = parts.normalizer {
            members += [
                "\"do_lower_case\": \(normalizer.lowercases)",
                "\"strip_accents\": \(ComponentWriter.text(normalizer.stripsAccents))",
                "\"tokenize_chinese_chars\": \(normalizer.separatesChineseCharacters)",
            ]
        }
        let givesTypeIDs = TokenizerClass(name: name).givesTypeIDs(hasTokenizerFile: false)
        if parts.givesTypeIDs != givesTypeIDs, !parts.postProcessor.hasTypeZeroOnly {
            let types = parts.givesTypeIDs ? "\"token_type_ids\", " : ""
            members.append("\"model_input_names\": [\"input_ids\", \(types)\"attention_mask\"]")
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
            && parts.hasAllRolesAmongAddedTokens
    }

    // MARK: special_tokens_map.json

    /// The content of special_tokens_map.json: the file that was read, or a new one.
    func specialTokensMap() -> [UInt8] {
        parts.sources.specialTokensMap ?? Array(object(specialTokenMembers(includingFlags: true)).utf8)
    }

    /// The roles whose tokens are special added tokens already, since naming a role turns its token into one.
    ///
    /// - Parameter includingFlags: Writes tokens with flags as objects. special_tokens_map.json takes precedence over a
    ///   tokenizer_config.json that gives flags.
    private func specialTokenMembers(includingFlags: Bool = false) -> [String] {
        let templateIDs = parts.postProcessor.specialIDs
        return parts.specialTokens.all.compactMap { role, name in
            guard let token = parts.specialToken(name) else { return nil }
            // A class can have names that are not those of the template; reading rejects files that state both.
            let isInTemplate = templateIDs.isEmpty || templateIDs.contains(token.id)
            guard isInTemplate || !["cls_token", "sep_token"].contains(role) else { return nil }
            let isPlain = token == AddedToken(id: token.id, content: name)
            let value =
                isPlain || !includingFlags
                ? JSONValue.quoted(name)
                : ComponentWriter.object([
                    "content": JSONValue.quoted(name), "single_word": "\(token.isSingleWord)",
                    "lstrip": "\(token.stripsLeft)", "rstrip": "\(token.stripsRight)",
                    "normalized": "\(token.isNormalized)",
                ])
            return "\"\(role)\": \(value)"
        }
    }

    private func object(_ members: [String]) -> String {
        "{\n" + members.map { "  \($0)" }.joined(separator: ",\n") + "\n}\n"
    }
}
