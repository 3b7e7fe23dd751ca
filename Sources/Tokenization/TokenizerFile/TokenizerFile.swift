import InputOutput

/// Reads tokenizer.json, version 1.0, of WordPiece tokenizers.
struct TokenizerFile {
    /// The members outside `model.vocab`.
    private var members: [String: JSONValue] = [:]
    private var vocabulary: VocabularyMember?
    /// Where the values of `truncation` and `padding` stand in the file.
    private(set) var embeddedSettings: [Range<Int>] = []
    let path: String

    /// Reads the file and leaves its components as JSON, but the vocabulary, which is large, as it is needed.
    ///
    /// - Throws: `FledgeError` with category `data` for malformed JSON.
    init(_ bytes: UnsafeRawBufferPointer, path: String) throws {
        self.path = path
        guard bytes.count <= Int32.max else {
            throw FledgeError(.data, at: path, "the file is too large", expected: "less than 2 GiB")
        }
        try JSONReader.readDocument(bytes, path: path) { reader in
            try reader.readObject { name, reader in
                let isObject = reader.nextByte() == UInt8(ascii: "{")
                let start = reader.position
                members[name] = try name == "model" && isObject ? readModel(&reader) : reader.readValue()
                if name == "truncation" || name == "padding" { embeddedSettings.append(start..<reader.position) }
            }
        }
    }

    /// Reads the model without its vocabulary, which goes to ``vocabulary``.
    private mutating func readModel(_ reader: inout JSONReader) throws -> JSONValue {
        var members: [String: JSONValue] = [:]
        vocabulary = nil
        try reader.readObject { name, reader in
            if name == "vocab", reader.nextByte() == UInt8(ascii: "{") {
                vocabulary = try VocabularyMember(&reader, path: path)
            } else {
                members[name] = try reader.readValue()
            }
        }
        return .object(members)
    }

    /// Interprets the components.
    ///
    /// - Throws: `FledgeError` with category `data` for what is missing, wrong or not known.
    func parts() throws -> TokenizerParts {
        let root = ComponentFields(members: members, name: "", path: path)
        if root["version"] != nil, try root.string("version") != "1.0" {
            throw root.wrong("version", "\"1.0\"")
        }
        let model = try self.model(root)
        guard let vocabulary else {
            let found = try root.fields("model")["vocab"]?.excerpt
            throw FledgeError(
                .data, at: path, "model.vocab is missing", expected: "an object of pieces and ids", found: found)
        }
        let pieces = try vocabulary.makeVocabulary(path: path)
        guard pieces.id(of: model.unknownPiece) != nil else {
            throw SpecialTokenErrors.missing(model.unknownPiece, role: "model.unk_token", at: path)
        }
        let tokens = try AddedTokenList.read(root, vocabulary: pieces)
        var parts = TokenizerParts(
            vocabulary: pieces, normalizer: try normalizer(root), model: model,
            postProcessor: try PostProcessorReader(path: path, vocabulary: pieces, addedTokens: tokens).read(root),
            addedTokens: tokens)
        try checkPreTokenizer(root)
        parts.specialTokens.unknown = model.unknownPiece
        if root["truncation"] != nil {
            let truncation = try root.fields("truncation")
            parts.embeddedMaximumLength = try truncation.integer("max_length")
            if truncation["direction"] != nil, try truncation.string("direction") != "Right" {
                throw truncation.wrong("direction", "\"Right\"")
            }
        }
        return parts
    }

    private func model(_ root: ComponentFields) throws -> WordPieceSettings {
        let fields = try root.fields("model")
        // Files from before the type was written have none.
        if fields["type"] != nil { _ = try fields.type(known: ["WordPiece"]) }
        return WordPieceSettings(
            unknownPiece: try fields.string("unk_token"),
            continuingPrefix: try fields.string("continuing_subword_prefix"),
            longestWord: try fields.integer("max_input_chars_per_word"))
    }

    private func normalizer(_ root: ComponentFields) throws -> Normalizer? {
        guard root["normalizer"] != nil else { return nil }
        let fields = try root.fields("normalizer")
        _ = try fields.type(known: ["BertNormalizer"])
        return .bert(BertNormalizer(
            cleansText: try fields.bool("clean_text"),
            separatesChineseCharacters: try fields.bool("handle_chinese_chars"),
            stripsAccents: try fields.optionalBool("strip_accents"), lowercases: try fields.bool("lowercase")))
    }

    private func checkPreTokenizer(_ root: ComponentFields) throws {
        _ = try root.fields("pre_tokenizer").type(known: ["BertPreTokenizer"])
    }
}
