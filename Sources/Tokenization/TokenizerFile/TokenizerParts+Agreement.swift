import InputOutput

extension TokenizerParts {
    /// The classes that transformers builds anew from the vocabulary and tokenizer_config.json, whatever else
    /// tokenizer.json says.
    static let bertLikeClasses = ["BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "MPNetTokenizer"]

    /// Makes sure that tokenizer_config.json says nothing else than tokenizer.json, from which these parts come.
    ///
    /// What is absent or null in one of them never disagrees.
    ///
    /// - Throws: `FledgeError` with category `data` that names both files and both values.
    func requireAgreement(with configuration: TokenizerConfiguration, tokenizerFile: String) throws {
        let agreement = Agreement(configuration: configuration, tokenizerFile: tokenizerFile)
        try requireKnownTokens(of: agreement)
        guard Self.bertLikeClasses.contains(try configuration.tokenizerClass()) else { return }
        if case .bert(let normalizer) = normalizer {
            try agreement.requireSame("do_lower_case", as: normalizer.lowercases, "normalizer.lowercase")
            try agreement.requireSame(
                "strip_accents", as: normalizer.stripsAccentsEffectively, "normalizer.strip_accents")
            try agreement.requireSame(
                "tokenize_chinese_chars", as: normalizer.separatesChineseCharacters,
                "normalizer.handle_chinese_chars")
        }
        if let name = try configuration.tokenName("unk_token"), name != model.unknownPiece {
            throw agreement.disagreement(
                "unk_token", JSONValue.quoted(name), "model.unk_token", JSONValue.quoted(model.unknownPiece))
        }
        try requireTemplateTokens(of: agreement)
    }

    /// Every token that tokenizer_config.json names must be one of tokenizer.json.
    private func requireKnownTokens(of agreement: Agreement) throws {
        for role in ["unk_token", "sep_token", "pad_token", "cls_token", "mask_token", "bos_token", "eos_token"] {
            guard let name = try agreement.configuration.tokenName(role), id(ofToken: name) == nil else { continue }
            throw FledgeError(
                .data, at: agreement.place(of: role),
                "\(role) is \(JSONValue.quoted(name)), which \(agreement.tokenizerFile) does not have",
                expected: "a piece of its model.vocab or one of its added_tokens", found: JSONValue.quoted(name),
                advice: "correct \(role), or use the two files of one checkpoint")
        }
        for token in try agreement.configuration.addedTokens() where id(ofToken: token.content) != token.id {
            let content = JSONValue.quoted(token.content)
            throw FledgeError(
                .data, at: agreement.place(of: "added_tokens_decoder"),
                "added_tokens_decoder gives \(content) the id \(token.id), unlike \(agreement.tokenizerFile)",
                expected: id(ofToken: token.content).map { "\($0), as there" } ?? "no such token, as there",
                found: "\(token.id)", advice: "use the two files of one checkpoint")
        }
    }

    /// The tokens that transformers would put around a text must be those of the post-processor, if it has some.
    private func requireTemplateTokens(of agreement: Agreement) throws {
        let ids = postProcessor.specialIDs
        guard !ids.isEmpty else { return }
        for role in ["cls_token", "sep_token"] {
            guard let name = try agreement.configuration.tokenName(role), let id = id(ofToken: name), !ids.contains(id)
            else { continue }
            let others = ids.compactMap(token(ofID:)).map(JSONValue.quoted).joined(separator: " and ")
            throw agreement.disagreement(role, JSONValue.quoted(name), "post_processor", others)
        }
    }
}

/// Compares members of tokenizer_config.json with those of tokenizer.json.
private struct Agreement {
    let configuration: TokenizerConfiguration
    let tokenizerFile: String

    func place(of member: String) -> String { configuration.fields.place(of: member) }

    func requireSame(_ member: String, as value: Bool, _ other: String) throws {
        guard let own = try configuration.fields.optionalBool(member), own != value else { return }
        throw disagreement(member, "\(own)", other, "\(value)")
    }

    func disagreement(_ member: String, _ value: String, _ other: String, _ otherValue: String) -> FledgeError {
        FledgeError(
            .data, at: place(of: member), "\(member) is \(value), but \(other) of \(tokenizerFile) is \(otherValue)",
            expected: "\(otherValue), as in \(tokenizerFile)", found: value,
            advice: "find out with which the model was trained, and correct the other file; "
                + "transformers follows \(member)")
    }
}
