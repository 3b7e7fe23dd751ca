/// Everything that a checkpoint's files specify about its tokenizer.
struct TokenizerParts: Sendable {
    var vocabulary: Vocabulary
    /// `nil` if text is not normalized.
    var normalizer: Normalizer?
    /// `nil` if a text is a single word.
    var preTokenizer: PreTokenizer? = .bert
    var model: WordPieceSettings
    var postProcessor: PostProcessor
    var addedTokens: [AddedToken]
    /// `nil` if pieces are joined with spaces only.
    var decoder: WordPieceDecoder? = WordPieceDecoder()
    /// The end at which texts are truncated unless the caller specifies one.
    var truncationSide = TruncationSide.right
    /// The value of `truncation.max_length` of tokenizer.json.
    var embeddedMaximumLength: Int?
    var specialTokens = SpecialTokenNames()
    /// The value of `model_max_length` of tokenizer_config.json, if there is one.
    var maximumLength: Int?
    var tokenizerClass = "BertTokenizer"
    /// Tells whether transformers follows tokenizer.json, rather than building the class from the vocabulary.
    var followsTokenizerFile = false
    /// Passes the types of tokens to the model, rather than type 0 for all.
    var givesTypeIDs = true
    /// Treats special tokens that are written in a text as ordinary characters.
    var splitsSpecialTokens = false
    /// Warnings about the files, one sentence each.
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

/// The files that a tokenizer was read from, byte for byte, so that saving keeps what Fledge does not read.
struct TokenizerSources: Sendable {
    var tokenizerFile: [UInt8]?
    var configuration: [UInt8]?
    var specialTokensMap: [UInt8]?
}

/// The names of the tokens with a role, as in transformers.
struct SpecialTokenNames: Sendable, Equatable {
    var unknown = "[UNK]"
    var separator = "[SEP]"
    var padding = "[PAD]"
    var classification = "[CLS]"
    var mask = "[MASK]"

    /// The roles and names in the order in which files list them.
    var all: [(role: String, name: String)] {
        [
            ("unk_token", unknown), ("sep_token", separator), ("pad_token", padding), ("cls_token", classification),
            ("mask_token", mask),
        ]
    }
}
