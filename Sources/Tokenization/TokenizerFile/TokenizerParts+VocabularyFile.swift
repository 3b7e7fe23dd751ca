import InputOutput

extension TokenizerParts {
    /// The tokenizer of a checkpoint without tokenizer.json, as transformers makes it of the same files.
    ///
    /// - Throws: `FledgeError` with category `data` for a tokenizer class that is not known or a missing token.
    init(vocabulary: Vocabulary, at path: String, configuration: TokenizerConfiguration, configurationPath: String)
        throws
    {
        let tokenizerClass = try configuration.tokenizerClass()
        let known = Self.bertLikeClasses
        guard known.contains(tokenizerClass) else {
            throw FledgeError(
                .data, at: configurationPath, "the tokenizer class \(JSONValue.quoted(tokenizerClass)) is not known",
                expected: known.joined(separator: ", "), found: tokenizerClass,
                advice: "save the checkpoint with its tokenizer.json")
        }
        let isMPNet = tokenizerClass == "MPNetTokenizer"
        let names = try configuration.specialTokens(defaults: isMPNet ? .mpnet : SpecialTokenNames())
        func id(_ token: String, _ role: String) throws -> Int32 {
            guard let id = vocabulary.id(of: token) else {
                throw SpecialTokenErrors.missing(token, role: role, at: path)
            }
            return id
        }
        _ = try id(names.unknown, "unk_token")
        let classID = try id(names.classification, "cls_token")
        let separatorID = try id(names.separator, "sep_token")
        var tokens = try configuration.addedTokens()
        for (role, name) in names.all where !tokens.contains(where: { $0.content == name }) {
            guard let id = vocabulary.id(of: name) else { continue }
            tokens.append(AddedToken(id: id, content: name, stripsLeft: isMPNet && role == "mask_token"))
        }
        self.init(
            vocabulary: vocabulary, normalizer: .bert(try configuration.normalizer()),
            model: WordPieceSettings(unknownPiece: names.unknown),
            postProcessor: isMPNet
                ? .roberta(classID: classID, separatorID: separatorID)
                : .bert(classID: classID, separatorID: separatorID),
            addedTokens: try AddedTokenList.assigningIDs(tokens, vocabulary: vocabulary) { _ in configurationPath })
        specialTokens = names
        self.tokenizerClass = tokenizerClass
    }
}

extension SpecialTokenNames {
    /// The names that MPNet took over from RoBERTa.
    static let mpnet = SpecialTokenNames(
        unknown: "[UNK]", separator: "</s>", padding: "<pad>", classification: "<s>", mask: "<mask>")
}
