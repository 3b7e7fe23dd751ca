import InputOutput

/// The members of tokenizer_config.json that shape ids, with the names of special_tokens_map.json.
struct TokenizerConfiguration {
    let fields: ComponentFields
    /// special_tokens_map.json, whose names take precedence over those of tokenizer_config.json; `nil` if it does not
    /// count.
    var specialTokensMap: ComponentFields?

    /// An empty configuration, for checkpoints without one.
    init() {
        let source = JSONSource(path: "tokenizer_config.json", bytes: UnsafeRawBufferPointer(start: nil, count: 0))
        fields = ComponentFields(members: [:], source: source)
    }

    /// - Parameter bytes: The content, which must outlive this value.
    init(_ bytes: UnsafeRawBufferPointer, path: String) throws {
        fields = try ComponentFields(file: bytes, path: path)
    }

    /// The value of `truncation_side`, if given.
    func truncationSide() throws -> TruncationSide? {
        fields["truncation_side"] == nil
            ? nil : try fields.choice("truncation_side", of: TruncationSide.allCases.map { ($0.rawValue, $0) })
    }

    /// The value of `model_max_length`, or of the older `max_len`, unless it is absent or the huge number that
    /// transformers writes for "no limit".
    func maximumLength() throws -> Int? {
        let member = fields["model_max_length"] == nil ? "max_len" : "model_max_length"
        guard let value = fields[member] else { return nil }
        guard let number = value.numberValue, number > 0 else { throw fields.wrong(member, "a number above 0") }
        return number < 1e9 ? Int(number) : nil
    }

    func normalizer() throws -> BertNormalizer {
        BertNormalizer(
            separatesChineseCharacters: try fields.bool("tokenize_chinese_chars", default: true),
            stripsAccents: try fields.optionalBool("strip_accents"),
            lowercases: try fields.bool("do_lower_case", default: true))
    }

    /// The value of `split_special_tokens`, which treats special tokens that are written in a text as ordinary
    /// characters.
    func splitsSpecialTokens() throws -> Bool { try fields.bool("split_special_tokens", default: false) }

    /// Tells whether `model_input_names` passes the types of tokens to the model; `nil` if the class decides.
    func givesTypeIDs() throws -> Bool? {
        guard fields["model_input_names"] != nil else { return nil }
        return try fields.array("model_input_names").contains { $0.stringValue == "token_type_ids" }
    }

    /// Checks that no unsupported setting is used.
    ///
    /// - Throws: `FledgeError` with category `data` that names the member.
    func requireSupported() throws {
        if try !fields.bool("add_special_tokens", default: true) {
            throw FledgeError(
                .data, at: fields.place(of: "add_special_tokens"),
                "add_special_tokens is false, with which transformers does not load a tokenizer",
                expected: "no such member", found: "false",
                advice: "remove it, or save a tokenizer.json with a post_processor that adds no special tokens")
        }
        guard fields["fast_tokenizer_files"] != nil else { return }
        let names = try fields.array("fast_tokenizer_files").map { $0.stringValue ?? $0.excerpt }
        if let other = names.first(where: { $0 != "tokenizer.json" }) {
            throw FledgeError(
                .data, at: fields.place(of: "fast_tokenizer_files"),
                "fast_tokenizer_files names a tokenizer file for some versions of transformers only",
                expected: "tokenizer.json alone", found: other,
                advice: "rename the file that the model was trained with to tokenizer.json, and remove the member")
        }
    }

    // MARK: Special tokens

    /// The roles of special tokens in the reference, in the order in which it adds them.
    static let roles = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"]

    /// The names of the special tokens, with defaults for those that are not given.
    func specialTokens(defaults: SpecialTokenNames) throws -> SpecialTokenNames {
        SpecialTokenNames(
            unknown: try tokenName("unk_token") ?? defaults.unknown,
            separator: try tokenName("sep_token") ?? defaults.separator,
            padding: try tokenName("pad_token") ?? defaults.padding,
            classification: try tokenName("cls_token") ?? defaults.classification,
            mask: try tokenName("mask_token") ?? defaults.mask)
    }

    /// The file that declares a role or another special-token member.
    func fields(declaring member: String) -> ComponentFields {
        specialTokensMap?.members[member] == nil ? fields : specialTokensMap ?? fields
    }

    /// The name of the token with a role, if given: a string, or an object with `content`.
    func tokenName(_ role: String) throws -> String? { try token(role)?.content }

    /// Tells whether a role is given to a token that a tokenizer does not have.
    func namesUnknownTokens(parts: TokenizerParts) throws -> Bool {
        try Self.roles.contains { role in try tokenName(role).map { parts.id(ofToken: $0) == nil } ?? false }
    }

    /// Tells whether a role is null, which means that the tokenizer has no such token.
    func lacksToken(_ role: String) -> Bool { fields(declaring: role).members[role] == .null }

    /// The token with a role, if given; its id is 0.
    func token(_ role: String) throws -> AddedToken? {
        let fields = fields(declaring: role)
        return switch fields[role] {
        case nil: nil
        case .string(let name): AddedToken(id: 0, content: name)
        default: try Self.token(fields.fields(role), isSpecial: true)
        }
    }

    /// The roles in the order of the reference, and the names of their tokens.
    ///
    /// - Parameter defaults: The names of roles that are not given, by role.
    func roles(defaults: [String: String]) -> [(role: String, name: String)] {
        Self.roles.compactMap { role in
            let name = lacksToken(role) ? nil : (try? tokenName(role)) ?? defaults[role]
            return name.map { (role, $0) }
        }
    }

    /// The token with a role as the reference adds it if no list has it; its id is 0.
    ///
    /// - Parameter name: Its name, if the role is not given.
    func token(_ role: String, named name: String, isMPNet: Bool) throws -> AddedToken {
        var token = try token(role) ?? AddedToken(id: 0, content: name)
        if isMPNet, role == "mask_token", fields(declaring: role)[role]?.objectValue == nil { token.stripsLeft = true }
        return token
    }

    /// A token in object form; its id is 0.
    static func token(_ fields: ComponentFields, isSpecial: Bool) throws -> AddedToken {
        let isSpecial = try isSpecial || fields.bool("special", default: false)
        return AddedToken(
            id: 0, content: try fields.string("content"),
            isSingleWord: try fields.bool("single_word", default: false),
            stripsLeft: try fields.bool("lstrip", default: false),
            stripsRight: try fields.bool("rstrip", default: false),
            isNormalized: try fields.bool("normalized", default: !isSpecial), isSpecial: isSpecial)
    }
}
