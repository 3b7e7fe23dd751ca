/// Everything that a checkpoint's files say about its tokenizer.
struct TokenizerParts: Sendable {
    var vocabulary: Vocabulary
    /// nil where text is taken as it is.
    var normalizer: Normalizer?
    /// nil where a text is one word.
    var preTokenizer: PreTokenizer? = .bert
    var model: WordPieceSettings
    var postProcessor: PostProcessor
    var addedTokens: [AddedToken]
    /// nil where pieces are joined by blanks alone.
    var decoder: WordPieceDecoder? = WordPieceDecoder()
    /// The end at which texts are cut unless the caller says otherwise.
    var truncationSide = TruncationSide.right
    /// `truncation.max_length` of tokenizer.json.
    var embeddedMaximumLength: Int?
    var specialTokens = SpecialTokenNames()
    /// `model_max_length` of tokenizer_config.json, where it is one.
    var maximumLength: Int?
    var tokenizerClass = "BertTokenizer"
    /// Whether special tokens that are written in a text are taken as ordinary characters.
    var splitsSpecialTokens = false
    /// What the user should know about the files, a sentence each.
    var warnings: [String] = []
    var sources = TokenizerSources()
}

extension TokenizerParts {
    /// The id of an added token or a piece.
    func id(ofToken content: String) -> Int32? {
        addedTokens.first { $0.content.hasSameBytes(as: content) }?.id ?? vocabulary.id(of: content)
    }

    /// The content of the added token or the piece with an id.
    func token(ofID id: Int32) -> String? {
        addedTokens.first { $0.id == id }?.content ?? piece(ofID: id)
    }

    /// The piece of the vocabulary with an id.
    func piece(ofID id: Int32) -> String? { vocabulary.piece(ofID: id) }
}

/// The files that a tokenizer came from, byte for byte, so that saving does not lose what Fledge does not read.
struct TokenizerSources: Sendable {
    var tokenizerFile: [UInt8]?
    var configuration: [UInt8]?
    var specialTokensMap: [UInt8]?
}

/// The names of the tokens with a role, as transformers keeps them.
struct SpecialTokenNames: Sendable, Equatable {
    var unknown = "[UNK]"
    var separator = "[SEP]"
    var padding = "[PAD]"
    var classification = "[CLS]"
    var mask = "[MASK]"

    /// Role and name in the order in which files list them.
    var all: [(role: String, name: String)] {
        [
            ("unk_token", unknown), ("sep_token", separator), ("pad_token", padding), ("cls_token", classification),
            ("mask_token", mask),
        ]
    }
}
