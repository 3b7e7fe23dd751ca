import InputOutput

extension TokenizerParts {
    /// Turns the tokens that the files beside tokenizer.json declare into added tokens, as transformers does.
    ///
    /// Flags of `added_tokens_decoder` override those of tokenizer.json, which override those of a role or of
    /// added_tokens.json. A class that is built from the vocabulary has standard names for its roles, and ignores the
    /// added tokens of tokenizer.json if there is an `added_tokens_decoder`.
    ///
    /// - Parameter olderTokens: The tokens of added_tokens.json, if the file counts.
    mutating func addDeclaredTokens(
        _ configuration: TokenizerConfiguration, olderTokens: [(name: String, id: Int32)]
    ) throws {
        let roles = configuration.roles(defaults: followsTokenizerFile ? [:] : standardTokens.byRole(isMPNet: isMPNet))
        let isRole: (String) -> Bool = { content in roles.contains { $0.name.hasSameBytes(as: content) } }
        let extraTokens = try configuration.extraTokens()
        let tokensOfFile = addedTokens
        if configuration.listsAddedTokens, !followsTokenizerFile { addedTokens = [] }
        for token in try configuration.addedTokens(isRole: isRole) { set(token, id: token.id) }
        for (name, id) in olderTokens where !hasAddedToken(name) {
            let isSpecial = isRole(name) || extraTokens.contains { $0.token.content.hasSameBytes(as: name) }
            set(AddedToken(id: id, content: name, isNormalized: !isSpecial, isSpecial: isSpecial), id: id)
        }
        for index in addedTokens.indices where isRole(addedTokens[index].content) {
            addedTokens[index].isSpecial = true
        }
        func id(_ name: String) -> Int32? {
            tokensOfFile.first { $0.content.hasSameBytes(as: name) }?.id ?? vocabulary.id(of: name)
        }
        for (role, name) in roles where !hasAddedToken(name) {
            guard let id = id(name) else { continue }
            set(try configuration.token(role, named: name, isMPNet: isMPNet), id: id)
        }
        for extra in extraTokens where !hasAddedToken(extra.token.content) {
            guard let id = id(extra.token.content) else { continue }
            set(extra.token, id: id)
        }
    }

    private var isMPNet: Bool { tokenizerClass == "MPNetTokenizer" }

    /// The names that the class has for roles that no file names; the unknown token is that of the model.
    var standardTokens: SpecialTokenNames {
        var names = isMPNet ? SpecialTokenNames.mpnet : SpecialTokenNames()
        names.unknown = model.unknownPiece
        return names
    }

    /// Adds a token, or replaces the one with the same content. An empty token is left out.
    private mutating func set(_ token: AddedToken, id: Int32) {
        guard !token.content.isEmpty else { return }
        var token = token
        token.id = id
        if let index = addedTokens.firstIndex(where: { $0.content.hasSameBytes(as: token.content) }) {
            addedTokens[index] = token
        } else {
            addedTokens.append(token)
        }
    }

    /// Tells whether an added token has a content.
    func hasAddedToken(_ content: String) -> Bool {
        addedTokens.contains { $0.content.hasSameBytes(as: content) }
    }

    /// The special added token with a content, if there is one.
    func specialToken(_ content: String) -> AddedToken? {
        addedTokens.first { $0.content.hasSameBytes(as: content) && $0.isSpecial }
    }

    /// Tells whether the class adds no token of its own: the tokens of its roles that are in the vocabulary are special
    /// added tokens.
    var hasAllRolesAmongAddedTokens: Bool {
        specialTokens.byRole(isMPNet: isMPNet).values.allSatisfy { name in
            id(ofToken: name) == nil || specialToken(name) != nil
        }
    }
}
