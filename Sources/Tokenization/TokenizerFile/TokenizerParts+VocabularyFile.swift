import InputOutput

extension TokenizerParts {
    /// The tokenizer of a checkpoint without tokenizer.json, as transformers builds it from the same files.
    ///
    /// - Parameters:
    ///   - path: The vocabulary's file, for errors.
    ///   - configurationPath: The path of tokenizer_config.json, whether or not it exists.
    ///   - addedTokens: The tokens of added_tokens.json.
    /// - Throws: `FledgeError` with category `data` for an unknown tokenizer class or a missing token.
    init(
        vocabulary: Vocabulary, at path: String, configuration: TokenizerConfiguration, configurationPath: String,
        tokenizerClass: TokenizerClass? = nil, addedTokens: [(name: String, id: Int32)] = [],
        addedTokensPath: String = ""
    ) throws {
        let tokenizerClass = try tokenizerClass ?? TokenizerClass(configuration, model: nil)
        try tokenizerClass.requireReadsVocabularyFile(at: configurationPath)
        let names = try configuration.specialTokens(defaults: tokenizerClass.isMPNet ? .mpnet : SpecialTokenNames())
        guard vocabulary.id(of: names.unknown) != nil else {
            throw SpecialTokenErrors.missing(names.unknown, role: "unk_token", from: vocabulary, at: path)
        }
        var declared = DeclaredTokens(
            vocabulary: vocabulary, configuration: configuration, isMPNet: tokenizerClass.isMPNet, names: names)
        try declared.addListed(in: configurationPath)
        try declared.add(addedTokens, of: addedTokensPath)
        try declared.addRoles()
        try declared.addExtraTokens()
        let tokens = try AddedTokenList.assigningIDs(declared.entries, vocabulary: vocabulary)
        func id(_ name: String, _ role: String) throws -> Int32 {
            let added = tokens.first { $0.content.hasSameBytes(as: name) }?.id
            guard let id = added ?? vocabulary.id(of: name) else {
                throw SpecialTokenErrors.missing(name, role: role, from: vocabulary, at: path)
            }
            return id
        }
        let classID = try id(names.classification, "cls_token")
        let separatorID = try id(names.separator, "sep_token")
        self.init(
            vocabulary: vocabulary, normalizer: .bert(try configuration.normalizer()),
            model: WordPieceSettings(unknownPiece: names.unknown),
            postProcessor: tokenizerClass.isMPNet
                ? .roberta(classID: classID, separatorID: separatorID)
                : .bert(classID: classID, separatorID: separatorID),
            addedTokens: tokens)
        specialTokens = names
        self.tokenizerClass = tokenizerClass.name
    }
}

/// The added tokens that the files next to a vocab.txt declare, in the order in which the reference adds them.
private struct DeclaredTokens {
    let vocabulary: Vocabulary
    let configuration: TokenizerConfiguration
    let isMPNet: Bool
    let names: SpecialTokenNames
    private(set) var entries: [AddedTokenList.Entry] = []

    init(
        vocabulary: Vocabulary, configuration: TokenizerConfiguration, isMPNet: Bool, names: SpecialTokenNames
    ) {
        self.vocabulary = vocabulary
        self.configuration = configuration
        self.isMPNet = isMPNet
        self.names = names
    }

    private func contains(_ name: String) -> Bool { entries.contains { $0.token.content.hasSameBytes(as: name) } }

    /// Adds the tokens of `added_tokens_decoder`.
    mutating func addListed(in path: String) throws {
        entries += try configuration.addedTokens(isRole: isRole).map { token in
            .init(token: token, id: token.id) { path }
        }
    }

    /// Adds the tokens of added_tokens.json. Those that have a role or are extra tokens of tokenizer_config.json are
    /// special.
    mutating func add(_ tokens: [(name: String, id: Int32)], of path: String) throws {
        let extra = try configuration.extraTokens().filter {
            $0.member != "additional_special_tokens" || $0.fields.path == configuration.fields.path
        }
        entries += tokens.map { name, id in
            let isSpecial = isRole(name) || extra.contains { $0.token.content.hasSameBytes(as: name) }
            let token = AddedToken(id: id, content: name, isNormalized: !isSpecial, isSpecial: isSpecial)
            return .init(token: token, id: id) { path }
        }
    }

    private func isRole(_ name: String) -> Bool {
        roles().contains { $0.name.hasSameBytes(as: name) }
    }

    /// The roles in the order of the reference, and their tokens.
    private func roles() -> [(role: String, name: String)] {
        configuration.roles(defaults: names.byRole(isMPNet: isMPNet))
    }

    /// Adds the tokens that have a role. A token that the vocabulary lacks is only counted.
    mutating func addRoles() throws {
        for (role, name) in roles() where !contains(name) {
            let token = try configuration.token(role, named: name, isMPNet: isMPNet)
            entries.append(.init(token: token, isReserved: vocabulary.id(of: name) == nil) { "" })
        }
    }

    /// Adds the tokens without a role.
    ///
    /// - Throws: `FledgeError` with category `data` if two of them would be numbered in an unknown order.
    mutating func addExtraTokens() throws {
        var new: [TokenizerConfiguration.ExtraToken] = []
        for extra in try configuration.extraTokens() where !contains(extra.token.content) {
            if extra.isNamed, vocabulary.id(of: extra.token.content) == nil { new.append(extra) }
            entries.append(.init(token: extra.token) { extra.fields.place(of: extra.member) })
        }
        guard new.count > 1 else { return }
        throw FledgeError(
            .data, at: new[1].fields.place(of: new[1].member),
            "several named special tokens are not in the vocabulary, and nothing says which id each of them has",
            expected: "their ids in added_tokens_decoder",
            found: new.map { JSONValue.quoted($0.token.content) }.joined(separator: ", "),
            advice: "save the tokenizer with its tokenizer.json")
    }
}

extension SpecialTokenNames {
    /// The names by role, with those that only MPNet has a default for.
    func byRole(isMPNet: Bool) -> [String: String] {
        var names = Dictionary(all.map { ($0.role, $0.name) }) { _, last in last }
        if isMPNet { (names["bos_token"], names["eos_token"]) = ("<s>", "</s>") }
        return names
    }

    /// The names that MPNet adopted from RoBERTa.
    static let mpnet = SpecialTokenNames(
        unknown: "[UNK]", separator: "</s>", padding: "<pad>", classification: "<s>", mask: "<mask>")
}
