import InputOutput

/// Turns text into the ids of a BERT-style checkpoint, exactly as the Rust library `tokenizers` does.
///
/// Added tokens are cut out of the text; the rest is normalized and split into words and punctuation, and each word is
/// spelled with the pieces of the vocabulary; the post-processor puts special tokens around the result. Nothing is
/// padded, and texts are truncated only on request.
///
/// This is a class because the threads of a batch would contend for the reference counts of a struct's many tables.
public final class Tokenizer: Sendable {
    let parts: TokenizerParts
    /// The normalizer, if it is BERT's.
    let bertPass: NormalizationPass?
    /// The meaning of ASCII bytes, if text can be read without normalizing it first.
    let plainText: PlainText?
    let scanner = WordScanner()
    let model: WordPieceModel
    /// Tokens that are matched in the original text.
    let tokensInText: AddedTokenMatcher
    /// Tokens that are matched in the normalized text.
    let tokensInNormalizedText: AddedTokenMatcher
    let singleTemplate: AssemblyTemplate
    let pairTemplate: AssemblyTemplate
    /// True if the model receives token types.
    let givesTypeIDs: Bool
    let workspaces = WorkspacePool()

    /// Reads the tokenizer of a checkpoint: tokenizer.json if it exists, otherwise vocab.txt; with
    /// tokenizer_config.json.
    ///
    /// The names of special tokens and added tokens also come from special_tokens_map.json and added_tokens.json, and
    /// the class of the tokenizer from config.json. A vocab.txt without tokenizer_config.json is taken as that of an
    /// uncased model.
    ///
    /// Both files are read from the encoder's subdirectory if modules.json names one. Adapters without a tokenizer use
    /// the one of their base model.
    ///
    /// - Parameter letterCase: The treatment of capital letters; `nil` for what the files specify.
    /// - Throws: `FledgeError`: `noInput` if neither file exists; `data` if a file is malformed, if a component or
    ///   token is missing or unknown, or if the files contradict each other; `usage` if the letter case cannot be
    ///   chosen.
    public convenience init(directory: String, letterCase: LetterCase? = nil) throws {
        let directory = Self.home(of: directory)
        try self.init(TokenizerParts(directory: directory, letterCase: letterCase), path: directory)
        // The probes were made with the letter case of the files.
        if letterCase == nil { try checkProbes(inDirectory: directory) }
    }

    /// The directory that holds the tokenizer of a model.
    private static func home(of directory: String) -> String {
        let own = EncoderDirectory.path(of: directory)
        let hasTokenizer = ["tokenizer.json", "vocab.txt"].contains { FileSystemEntry.isFile(own.path(of: $0)) }
        guard !hasTokenizer, let base = AdapterBase.directory(of: own) else { return own }
        return EncoderDirectory.path(of: base)
    }

    /// Makes a BERT tokenizer from a vocabulary with the special tokens `[UNK]`, `[SEP]`, `[PAD]`, `[CLS]`, `[MASK]`.
    ///
    /// - Throws: `FledgeError` with category `data` if `[UNK]`, `[CLS]` or `[SEP]` is missing.
    public convenience init(
        vocabulary: Vocabulary, normalizer: BertNormalizer = BertNormalizer(), maximumLength: Int? = nil
    ) throws {
        var parts = try TokenizerParts(
            vocabulary: vocabulary, at: "the vocabulary", configuration: TokenizerConfiguration(),
            configurationPath: "tokenizer_config.json")
        parts.normalizer = .bert(normalizer)
        parts.maximumLength = maximumLength
        try self.init(parts, path: "the vocabulary")
    }

    init(_ parts: TokenizerParts, path: String) throws {
        self.parts = parts
        givesTypeIDs = parts.givesTypeIDs
        singleTemplate = AssemblyTemplate(parts.postProcessor.single)
        pairTemplate = AssemblyTemplate(parts.postProcessor.pair)
        guard let unknownID = parts.vocabulary.id(of: parts.model.unknownPiece) else {
            throw SpecialTokenErrors.missing(parts.model.unknownPiece, role: "unk_token", at: path)
        }
        model = WordPieceModel(parts.model, vocabulary: parts.vocabulary, unknownID: unknownID)
        var inText: [(AddedToken, [UInt8])] = []
        var inNormalizedText: [(AddedToken, [UInt8])] = []
        var patterns: Set<[UInt8]> = []
        for token in parts.addedTokens {
            guard token.isNormalized else {
                inText.append((token, Array(token.content.utf8)))
                continue
            }
            let pattern = Array((parts.normalizer?.normalize(token.content) ?? token.content).utf8)
            if pattern.isEmpty || !patterns.insert(pattern).inserted {
                throw FledgeError(
                    .data, at: path, "the added token \(JSONValue.quoted(token.content)) cannot be told apart",
                    expected: "a text that stays different from the others when it is normalized",
                    found: JSONValue.quoted(String(decoding: pattern, as: UTF8.self)))
            }
            inNormalizedText.append((token, pattern))
        }
        tokensInText = AddedTokenMatcher(inText)
        tokensInNormalizedText = AddedTokenMatcher(inNormalizedText)
        if case .bert(let settings) = parts.normalizer {
            bertPass = NormalizationPass(settings)
            plainText = parts.preTokenizer == .bert && inNormalizedText.isEmpty ? PlainText(settings) : nil
        } else {
            bertPass = nil
            plainText = nil
        }
    }

    /// The pieces of the model, without added tokens beyond them.
    public var vocabulary: Vocabulary { parts.vocabulary }

    /// The tokens that are matched as a whole.
    public var addedTokens: [AddedToken] { parts.addedTokens }

    /// Warnings about the files that the tokenizer was read from, one sentence each.
    public var warnings: [String] { parts.warnings }

    /// The normalizer; `nil` if text is not normalized.
    public var normalizer: Normalizer? { parts.normalizer }

    /// The maximum length that the model was made for, from `model_max_length` of tokenizer_config.json.
    ///
    /// Nothing is truncated to it unless it is passed to `encode`.
    public var maximumLength: Int? { parts.maximumLength }

    /// The length that tokenizer.json would truncate to. Fledge never applies it automatically.
    public var embeddedMaximumLength: Int? { parts.embeddedMaximumLength }

    /// The pieces of ids, including those of added tokens; the unknown piece for an id that does not exist.
    public func pieces(of ids: [Int32]) -> [String] {
        ids.map { id in
            parts.piece(ofID: id) ?? addedTokens.first { $0.id == id }?.content ?? parts.model.unknownPiece
        }
    }

    /// The same tokenizer with or without lowercasing, regardless of its files; accents are stripped along with
    /// lowercasing.
    ///
    /// - Throws: `FledgeError` with category `usage` if the normalizer is not BERT's.
    public func lowercasing(_ lowercases: Bool) throws -> Tokenizer {
        var changed = parts
        try changed.choose(lowercases ? .uncased : .cased, agreesWithFiles: false)
        return try Tokenizer(changed, path: "the tokenizer")
    }

    /// The number of special tokens that count towards a maximum length.
    public func specialTokenCount(forPair isPair: Bool = false) -> Int {
        (isPair ? pairTemplate : singleTemplate).specialIDs.count
    }

    /// Checks that a model has an embedding for every id.
    ///
    /// - Parameters:
    ///   - vocabularySize: The number of rows of the model's word embeddings.
    ///   - modelPath: The model's file, for the error message.
    /// - Throws: `FledgeError` with category `data` that names the largest id and its piece.
    public func requireFits(vocabularySize: Int, of modelPath: String) throws {
        let largest = max(vocabulary.largestUsableID ?? 0, addedTokens.map(\.id).max() ?? 0)
        guard Int(largest) >= vocabularySize else { return }
        let piece = JSONValue.quoted(pieces(of: [largest])[0])
        throw FledgeError(
            .data, at: modelPath,
            "the word embeddings have no row for the tokenizer's id \(largest), which is \(piece)",
            expected: "at least \(largest + 1) rows", found: "\(vocabularySize)",
            advice: "use the tokenizer that belongs to this model")
    }
}
