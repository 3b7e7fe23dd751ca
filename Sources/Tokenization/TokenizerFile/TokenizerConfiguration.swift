import InputOutput

/// What Fledge reads of tokenizer_config.json.
struct TokenizerConfiguration {
    let fields: ComponentFields

    /// An empty configuration, for checkpoints that have none.
    init() {
        let source = JSONSource(path: "tokenizer_config.json", bytes: UnsafeRawBufferPointer(start: nil, count: 0))
        fields = ComponentFields(members: [:], source: source)
    }

    /// - Parameter bytes: The content, which must outlive this value.
    init(_ bytes: UnsafeRawBufferPointer, path: String) throws {
        let source = JSONSource(path: path, bytes: bytes)
        let value = try source.read { try $0.readValue() }
        guard let members = value.objectValue else {
            throw FledgeError(
                .data, at: path, "the file holds no JSON object", expected: "an object", found: value.excerpt)
        }
        fields = ComponentFields(members: members, source: source)
    }

    /// `truncation_side`, where given.
    func truncationSide() throws -> TruncationSide? {
        fields["truncation_side"] == nil
            ? nil : try fields.choice("truncation_side", of: TruncationSide.allCases.map { ($0.rawValue, $0) })
    }

    /// `model_max_length`, unless it is absent or the huge number that transformers writes for "no limit".
    func maximumLength() throws -> Int? {
        guard let value = fields["model_max_length"] else { return nil }
        guard let number = value.numberValue, number > 0 else {
            throw fields.wrong("model_max_length", "a number above 0")
        }
        return number < 1e9 ? Int(number) : nil
    }

    /// `tokenizer_class` without the suffix `Fast`.
    func tokenizerClass() throws -> String {
        guard fields["tokenizer_class"] != nil else { return "BertTokenizer" }
        let name = try fields.string("tokenizer_class")
        return name.hasSuffix("Fast") ? String(name.dropLast(4)) : name
    }

    func normalizer() throws -> BertNormalizer {
        BertNormalizer(
            separatesChineseCharacters: try fields.bool("tokenize_chinese_chars", default: true),
            stripsAccents: try fields.optionalBool("strip_accents"),
            lowercases: try fields.bool("do_lower_case", default: true))
    }

    /// The names of the special tokens, with defaults for those that are not given.
    func specialTokens(defaults: SpecialTokenNames) throws -> SpecialTokenNames {
        SpecialTokenNames(
            unknown: try tokenName("unk_token") ?? defaults.unknown,
            separator: try tokenName("sep_token") ?? defaults.separator,
            padding: try tokenName("pad_token") ?? defaults.padding,
            classification: try tokenName("cls_token") ?? defaults.classification,
            mask: try tokenName("mask_token") ?? defaults.mask)
    }

    /// The name of the token with a role, where given: a string or an object with `content`.
    func tokenName(_ role: String) throws -> String? {
        switch fields[role] {
        case nil: nil
        case .string(let name): name
        default: try fields.fields(role).string("content")
        }
    }

    /// `added_tokens_decoder`: tokens by id, ids as strings.
    func addedTokens() throws -> [AddedToken] {
        guard fields["added_tokens_decoder"] != nil else { return [] }
        return try fields.namedFields("added_tokens_decoder").map { name, token in
            guard let id = Int32(name), id >= 0 else {
                throw FledgeError(
                    .data, at: token.place, "added_tokens_decoder has a wrong name", expected: "an id", found: name)
            }
            return AddedToken(
                id: id, content: try token.string("content"),
                isSingleWord: try token.bool("single_word", default: false),
                stripsLeft: try token.bool("lstrip", default: false),
                stripsRight: try token.bool("rstrip", default: false),
                isNormalized: try token.bool("normalized", default: false),
                isSpecial: try token.bool("special", default: false))
        }
        .sorted { $0.id < $1.id }
    }
}
