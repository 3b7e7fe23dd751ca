import InputOutput

/// Compares tokenizer.json, from which a tokenizer's parts come, with the other files of the directory.
///
/// A value that is absent or null in one of them never conflicts.
struct TokenizerAgreement {
    let parts: TokenizerParts
    let configuration: TokenizerConfiguration
    let tokenizerFile: String
    let tokenizerClass: TokenizerClass

    /// Checks that tokenizer_config.json and special_tokens_map.json agree with tokenizer.json.
    ///
    /// - Parameter checksLetterCase: Checks lowercasing and accents too.
    /// - Throws: `FledgeError` with category `data` that names both files and both values.
    func require(checksLetterCase: Bool) throws {
        try requireKnownTokens()
        guard tokenizerClass.isOfBERT else { return }
        if case .bert(let normalizer) = parts.normalizer {
            if checksLetterCase {
                try requireSame("do_lower_case", as: normalizer.lowercases, "normalizer.lowercase")
                try requireSame("strip_accents", as: normalizer.stripsAccentsEffectively, "normalizer.strip_accents")
            }
            try requireSame(
                "tokenize_chinese_chars", as: normalizer.separatesChineseCharacters,
                "normalizer.handle_chinese_chars")
        }
        let unknown = parts.model.unknownPiece
        if let name = try configuration.tokenName("unk_token"), !name.hasSameBytes(as: unknown) {
            throw disagreement("unk_token", JSONValue.quoted(name), "model.unk_token", JSONValue.quoted(unknown))
        }
        try requireTemplateTokens()
    }

    /// Checks that added_tokens.json gives tokens the ids of tokenizer.json.
    ///
    /// - Throws: `FledgeError` with category `data` that names the first token with another id.
    func require(_ tokens: [(name: String, id: Int32)], of path: String) throws {
        for (name, id) in tokens where parts.id(ofToken: name) != id {
            throw FledgeError(
                .data, at: path, "\(JSONValue.quoted(name)) has the id \(id), unlike in \(tokenizerFile)",
                expected: parts.id(ofToken: name).map { "\($0), as there" } ?? "no such token, as there",
                found: "\(id)", advice: "use the two files of one checkpoint")
        }
    }

    private func place(of member: String) -> String {
        configuration.fields(declaring: member).place(of: member)
    }

    /// Checks that every token named in the files occurs in tokenizer.json.
    private func requireKnownTokens() throws {
        for role in TokenizerConfiguration.roles {
            guard let name = try configuration.tokenName(role) else { continue }
            try requireKnown(name, role, at: place(of: role))
        }
        for extra in try configuration.extraTokens() {
            try requireKnown(extra.token.content, extra.member, at: extra.fields.place(of: extra.member))
        }
        for token in try configuration.addedTokens() where parts.id(ofToken: token.content) != token.id {
            let content = JSONValue.quoted(token.content)
            throw FledgeError(
                .data, at: place(of: "added_tokens_decoder"),
                "added_tokens_decoder gives \(content) the id \(token.id), unlike \(tokenizerFile)",
                expected: parts.id(ofToken: token.content).map { "\($0), as there" } ?? "no such token, as there",
                found: "\(token.id)", advice: "use the two files of one checkpoint")
        }
    }

    private func requireKnown(_ name: String, _ member: String, at place: @autoclosure () -> String) throws {
        guard parts.id(ofToken: name) == nil else { return }
        throw FledgeError(
            .data, at: place(),
            "\(member) is \(JSONValue.quoted(name)), which \(tokenizerFile) does not have",
            expected: "a piece of its model.vocab or one of its added_tokens", found: JSONValue.quoted(name),
            advice: "correct \(member), or use the two files of one checkpoint")
    }

    /// Checks that the tokens that transformers would put around a text are those of the post-processor, if it has any.
    private func requireTemplateTokens() throws {
        let ids = parts.postProcessor.specialIDs
        guard !ids.isEmpty else { return }
        for role in ["cls_token", "sep_token"] {
            guard let name = try configuration.tokenName(role), let id = parts.id(ofToken: name), !ids.contains(id)
            else { continue }
            let others = ids.compactMap(parts.token(ofID:)).map(JSONValue.quoted).joined(separator: " and ")
            throw disagreement(role, JSONValue.quoted(name), "post_processor", others)
        }
    }

    private func requireSame(_ member: String, as value: Bool, _ other: String) throws {
        guard let own = try configuration.fields.optionalBool(member), own != value else { return }
        throw disagreement(member, "\(own)", other, "\(value)")
    }

    private func disagreement(
        _ member: String, _ value: String, _ other: String, _ otherValue: String
    ) -> FledgeError {
        FledgeError(
            .data, at: place(of: member), "\(member) is \(value), but \(other) of \(tokenizerFile) is \(otherValue)",
            expected: "\(otherValue), as in \(tokenizerFile)", found: value,
            advice: "find out with which the model was trained, and correct the other file; "
                + "transformers follows \(member)")
    }

    // MARK: The tokenizer that transformers builds

    /// A warning if transformers 5 builds a different tokenizer, since it builds the class from the vocabulary and the
    /// settings of tokenizer_config.json; `nil` if it builds the same one.
    func differenceFromClass(checksLetterCase: Bool) throws -> String? {
        guard tokenizerClass.isOfBERT, let place = tokenizerClass.place else { return nil }
        let settings = try configuration.normalizer()
        var members: [String] = []
        if case .bert(let normalizer) = parts.normalizer {
            if !normalizer.cleansText { members.append("normalizer.clean_text") }
            if normalizer.separatesChineseCharacters != settings.separatesChineseCharacters {
                members.append("normalizer.handle_chinese_chars")
            }
            if checksLetterCase {
                if normalizer.lowercases != settings.lowercases { members.append("normalizer.lowercase") }
                if normalizer.stripsAccentsEffectively != settings.stripsAccentsEffectively {
                    members.append("normalizer.strip_accents")
                }
            }
        } else {
            members.append("normalizer")
        }
        members += parts.componentsOutsideItsClass
        guard !members.isEmpty else { return nil }
        return """
            \(tokenizerFile): \(members.joined(separator: ", ")) \(members.count == 1 ? "is" : "are") followed here, but \
            transformers 5 builds \(tokenizerClass.name) (\(place)) without \(members.count == 1 ? "it" : "them")
            """
    }
}

extension TokenizerParts {
    /// The components other than the normalizer that differ from those that transformers builds for a class like
    /// BERT's, named as in tokenizer.json.
    var componentsOutsideItsClass: [String] {
        var members: [String] = []
        if preTokenizer != .bert { members.append("pre_tokenizer") }
        if let classID = id(ofToken: specialTokens.classification),
            let separatorID = id(ofToken: specialTokens.separator)
        {
            let own: PostProcessor =
                tokenizerClass == "MPNetTokenizer"
                ? .roberta(classID: classID, separatorID: separatorID)
                : .bert(classID: classID, separatorID: separatorID)
            if postProcessor.single != own.single || postProcessor.pair != own.pair { members.append("post_processor") }
        } else {
            members.append("post_processor")
        }
        let standard = WordPieceSettings()
        if !model.continuingPrefix.hasSameBytes(as: standard.continuingPrefix) {
            members.append("model.continuing_subword_prefix")
        }
        if model.longestWord != standard.longestWord { members.append("model.max_input_chars_per_word") }
        return members
    }
}
