import InputOutput

/// Reads tokenizer.json, version 1.0, of WordPiece tokenizers.
struct TokenizerFile {
    /// The members outside `model.vocab`.
    private var members: [String: JSONValue] = [:]
    private var vocabulary: VocabularyMember?
    /// The ranges of the values of `truncation` and `padding` in the file.
    private(set) var embeddedSettings: [Range<Int>] = []
    private let source: JSONSource

    /// Reads the file and keeps its components as JSON, except the vocabulary, which is large and is parsed at once.
    ///
    /// - Parameter bytes: The content, which must outlive this value.
    /// - Throws: `FledgeError` with category `data` for malformed JSON.
    init(_ bytes: UnsafeRawBufferPointer, path: String) throws {
        source = JSONSource(path: path, bytes: bytes)
        guard bytes.count <= Int32.max else {
            throw FledgeError(.data, at: path, "the file is too large", expected: "less than 2 GiB")
        }
        try source.read { reader in
            try reader.readObject { name, reader in
                let isObject = reader.nextByte() == UInt8(ascii: "{")
                let start = reader.position
                members[name] = try name == "model" && isObject ? readModel(&reader) : reader.readValue()
                if name == "truncation" || name == "padding" { embeddedSettings.append(start..<reader.position) }
            }
        }
    }

    /// Reads the model without its vocabulary, which is stored in ``vocabulary``.
    private mutating func readModel(_ reader: inout JSONReader) throws -> JSONValue {
        var members: [String: JSONValue] = [:]
        vocabulary = nil
        try reader.readObject { name, reader in
            if name == "vocab", reader.nextByte() == UInt8(ascii: "{") {
                vocabulary = try VocabularyMember(&reader, path: source.path)
            } else {
                members[name] = try reader.readValue()
            }
        }
        return .object(members)
    }

    /// Interprets the components.
    ///
    /// - Throws: `FledgeError` with category `data` for missing, wrong or unknown parts.
    func parts() throws -> TokenizerParts {
        let root = ComponentFields(members: members, source: source)
        if root["version"] != nil, try root.string("version") != "1.0" {
            throw root.wrong("version", "\"1.0\"")
        }
        let model = try self.model(root)
        guard let vocabulary else {
            let fields = try root.fields("model")
            throw FledgeError(
                .data, at: fields.place(of: "vocab"), "model.vocab is missing",
                expected: "an object of pieces and ids", found: fields["vocab"]?.excerpt)
        }
        let pieces = try vocabulary.makeVocabulary(path: source.path)
        guard pieces.id(of: model.unknownPiece) != nil else {
            throw SpecialTokenErrors.missing(
                model.unknownPiece, role: "model.unk_token", at: try root.fields("model").place(of: "unk_token"))
        }
        let entries = try AddedTokenList.entries(root)
        let tokens = try AddedTokenList.assigningIDs(entries, vocabulary: pieces)
        var parts = TokenizerParts(
            vocabulary: pieces, normalizer: try component("normalizer", of: root, NormalizerReader.read),
            preTokenizer: try component("pre_tokenizer", of: root, preTokenizer), model: model,
            postProcessor: try PostProcessorReader(vocabulary: pieces, addedTokens: tokens).read(root),
            addedTokens: tokens, decoder: try component("decoder", of: root, decoder))
        parts.specialTokens.unknown = model.unknownPiece
        if !AddedTokenList.isInOrder(entries, vocabulary: pieces) {
            parts.warnings.append(
                "\(source.path): added_tokens are not in the order of their ids; Fledge and transformers number them as "
                    + "listed, but the library tokenizers in the order of the file")
        }
        if let truncation = try component("truncation", of: root, EmbeddedTruncation.init) {
            parts.embeddedMaximumLength = truncation.maximumLength
            parts.truncationSide = truncation.side
        }
        return parts
    }

    /// Reads a component; `nil` if it is absent or null.
    private func component<Component>(
        _ member: String, of root: ComponentFields, _ read: (ComponentFields) throws -> Component
    ) throws -> Component? {
        root[member] == nil ? nil : try read(root.fields(member))
    }

    private func model(_ root: ComponentFields) throws -> WordPieceSettings {
        let fields = try root.fields("model")
        // Older files have no type.
        if fields["type"] != nil { _ = try fields.type(known: ["WordPiece"]) }
        try fields.requireOnly(
            "type", "unk_token", "continuing_subword_prefix", "max_input_chars_per_word", "vocab")
        return WordPieceSettings(
            unknownPiece: try fields.string("unk_token"),
            continuingPrefix: try fields.string("continuing_subword_prefix"),
            longestWord: try fields.integer("max_input_chars_per_word"))
    }

    /// - Throws: `FledgeError` with category `data` if there are more than ``mostSteps`` steps, since each uses part of
    ///   the stack.
    private func preTokenizer(_ fields: ComponentFields) throws -> PreTokenizer {
        let result = try PreTokenizerReader.read(fields)
        guard result.stepCount <= Self.mostSteps else {
            throw FledgeError(
                .data, at: fields.place, "\(fields.name) has too many steps", expected: "at most \(Self.mostSteps)",
                found: "\(result.stepCount)", advice: "save the tokenizer without steps that change nothing")
        }
        return result
    }

    private static let mostSteps = 64

    private func decoder(_ fields: ComponentFields) throws -> WordPieceDecoder {
        _ = try fields.type(known: ["WordPiece"])
        try fields.requireOnly("type", "prefix", "cleanup")
        return WordPieceDecoder(
            continuingPrefix: try fields.string("prefix"), cleansUp: try fields.bool("cleanup"))
    }
}
