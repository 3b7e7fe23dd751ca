import InputOutput

/// The tokenizer class that transformers would use for the files, and the place where they name it.
struct TokenizerClass {
    /// The name without the suffix `Fast`.
    let name: String
    /// The file and line that name it; `nil` if no file does.
    let place: String?

    /// The classes that transformers builds from the vocabulary and tokenizer_config.json, regardless of the rest of
    /// tokenizer.json.
    private static let ofBERT = [
        "BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "MPNetTokenizer", "MobileBertTokenizer",
        "ConvBertTokenizer", "LayoutLMTokenizer", "SqueezeBertTokenizer", "DPRContextEncoderTokenizer",
        "DPRQuestionEncoderTokenizer", "DPRReaderTokenizer",
    ]
    /// The classes that follow tokenizer.json.
    private static let ofTokenizerFile = ["PreTrainedTokenizer", "TokenizersBackend"]
    /// Classes of transformers that split text in their own way, even if there is a tokenizer.json.
    private static let others: Set<String> = [
        "AlbertTokenizer", "BartTokenizer", "BarthezTokenizer", "BartphoTokenizer", "BertJapaneseTokenizer",
        "BertGenerationTokenizer", "BertweetTokenizer", "BigBirdTokenizer", "BioGptTokenizer", "BlenderbotTokenizer",
        "ByT5Tokenizer", "CLIPTokenizer", "CTRLTokenizer", "CamembertTokenizer", "CanineTokenizer", "CpmTokenizer",
        "DebertaTokenizer", "DebertaV2Tokenizer", "EsmTokenizer", "FNetTokenizer", "FSMTTokenizer", "FlaubertTokenizer",
        "FunnelTokenizer", "GPT2Tokenizer", "GPTNeoXTokenizer", "GemmaTokenizer", "HerbertTokenizer", "LEDTokenizer",
        "LayoutLMv2Tokenizer", "LayoutLMv3Tokenizer", "LayoutXLMTokenizer", "LlamaTokenizer", "LongformerTokenizer",
        "LukeTokenizer", "LxmertTokenizer", "MBart50Tokenizer", "MBartTokenizer", "MarkupLMTokenizer", "MvpTokenizer",
        "NllbTokenizer", "OpenAIGPTTokenizer", "PegasusTokenizer", "PerceiverTokenizer", "PhobertTokenizer",
        "ProphetNetTokenizer", "Qwen2Tokenizer", "ReformerTokenizer", "RemBertTokenizer", "RoCBertTokenizer",
        "RoFormerTokenizer", "RobertaTokenizer", "SplinterTokenizer", "T5Tokenizer", "TapasTokenizer", "UdopTokenizer",
        "WhisperTokenizer", "XGLMTokenizer", "XLMRobertaTokenizer", "XLMTokenizer", "XLNetTokenizer",
    ]

    /// The class of a tokenizer that was not read from files.
    init(name: String) {
        self.name = name
        place = nil
    }

    /// The class that tokenizer_config.json names, otherwise config.json, otherwise the one that the model's type
    /// implies.
    init(_ configuration: TokenizerConfiguration, model: ComponentFields?) throws {
        for fields in [configuration.fields, model].compactMap(\.self) where fields["tokenizer_class"] != nil {
            let name = try fields.string("tokenizer_class")
            self.name = name.hasSuffix("Fast") ? String(name.dropLast(4)) : name
            place = fields.place(of: "tokenizer_class")
            return
        }
        let isMPNet = model?["model_type"]?.stringValue == "mpnet"
        name = isMPNet ? "MPNetTokenizer" : "BertTokenizer"
        // Only the model's type distinguishes the two.
        place = model?["model_type"] == nil ? nil : model?.place(of: "model_type")
    }

    /// Tells whether the class is built like BERT's tokenizer.
    var isOfBERT: Bool { Self.ofBERT.contains(name) }

    /// The classes of `ofBERT` whose models get no types unless `model_input_names` lists them.
    private static let withoutTypeIDs: Set<String> = ["DistilBertTokenizer", "MPNetTokenizer", "DPRReaderTokenizer"]

    /// Tells whether transformers follows tokenizer.json, rather than building the class from the vocabulary.
    ///
    /// Without any file that names a class or the type of a model, it follows tokenizer.json.
    var followsTokenizerFile: Bool { !isOfBERT || place == nil }

    /// Tells whether the model gets the types of tokens if `model_input_names` does not decide.
    func givesTypeIDs(hasTokenizerFile: Bool) -> Bool {
        isOfBERT && !Self.withoutTypeIDs.contains(name) && !(hasTokenizerFile && followsTokenizerFile)
    }

    /// Tells whether the class has RoBERTa's special tokens and template.
    var isMPNet: Bool { name == "MPNetTokenizer" }

    /// Checks that a vocab.txt alone can be read in the way of the class.
    ///
    /// - Throws: `FledgeError` with category `data`, also for a class that needs a tokenizer.json.
    func requireReadsVocabularyFile(at path: String) throws {
        guard !isOfBERT else { return }
        throw FledgeError(
            .data, at: place ?? path, "the tokenizer class \(JSONValue.quoted(name)) is not known",
            expected: Self.ofBERT.joined(separator: ", "), found: name,
            advice: Self.others.contains(name)
                ? "use a checkpoint with a BERT-style WordPiece tokenizer"
                : "save the checkpoint with its tokenizer.json")
    }

    /// Checks that the class follows tokenizer.json.
    ///
    /// - Returns: A warning if the class is unknown, in which case transformers follows tokenizer.json too.
    /// - Throws: `FledgeError` with category `data` for a class that is known to behave differently.
    func requireReadsTokenizerFile(_ path: String) throws -> String? {
        if isOfBERT || Self.ofTokenizerFile.contains(name) { return nil }
        guard Self.others.contains(name) else {
            return "\(place ?? path): the tokenizer class \(JSONValue.quoted(name)) is not known; \(path) is followed"
        }
        throw FledgeError(
            .data, at: place ?? path,
            "the tokenizer class \(JSONValue.quoted(name)) splits text in its own way, which Fledge does not know",
            expected: (Self.ofBERT + Self.ofTokenizerFile).joined(separator: ", "), found: name,
            advice: "use a checkpoint with a BERT-style WordPiece tokenizer")
    }
}
