public import Checkpoints
import Encoders
import InputOutput
public import TaskHeads
public import TensorKernels
public import Tokenization

/// A model loaded once: its configuration, tokenizer and weights, with adapters merged and its head on top.
///
/// Classifiers, named-entity recognizers and embedders of the same model share it, and with it the memory of the
/// weights:
///
///     let model = try PretrainedModel(directory: "sentiment")
///     let classifier = try TextClassifier(model)
///     let embedder = try SentenceEmbedder(model, pooling: SentencePooling(mode: .mean))
public final class PretrainedModel: Sendable {
    /// The directory that the model was loaded from.
    public let directory: String
    /// The choices that it was loaded with.
    public let options: LoadingOptions
    /// The head on top of the encoder.
    public let head: ModelHead
    /// The maximum number of tokens of a text, or of a window of a long text.
    public var lengthLimit: LengthLimit { engine.limit }
    /// The precision of matrix multiplications, and the reason it was chosen.
    public let precision: Precision.Choice
    public var tokenizer: Tokenizer { engine.tokenizer }
    /// The handling of capital letters, if it was specified when the model was loaded.
    package var letterCase: String? { options.letterCase?.rawValue }
    /// Messages for the user about the tokenizer's files.
    package var tokenizerWarnings: [String] { tokenizer.warnings }
    public var configuration: ModelConfiguration { network.configuration }
    /// The encoder and the head, with their parameters.
    package let network: any TaskModel
    /// Runs texts through the network.
    package let engine: InferenceEngine

    /// Loads the model in a directory.
    ///
    /// - Parameter head: The head to load; `nil` for the one that the configuration names or that is among the weights.
    ///   With `.none`, the encoder is loaded alone.
    /// - Throws: `FledgeError` naming the file and the problem.
    public convenience init(
        directory: String, head: ModelHead? = nil, options: LoadingOptions = LoadingOptions()
    ) throws {
        try self.init(ModelDirectory(directory), head: head, options: options)
    }

    /// Loads the model in a directory that has been opened.
    package init(_ directory: ModelDirectory, head: ModelHead? = nil, options: LoadingOptions) throws {
        let head = try head ?? directory.head()
        let preparation = try Self.preparation(of: directory, head)
        var tokenizer = try Tokenizer(directory: directory.path, letterCase: options.letterCase)
        if preparation?.lowercases == true, options.letterCase != .cased {
            tokenizer = try tokenizer.lowercasingFirst()
        }
        network =
            switch head {
            case .sequenceClassification:
                try SequenceClassificationModel(directory, task: options.task, allowance: options.allowance)
            case .tokenClassification: try TokenClassificationModel(directory, allowance: options.allowance)
            case .none: try EncoderModel(directory, allowance: options.allowance)
            }
        let encoder = network.encoder.configuration
        try tokenizer.requireFits(vocabularySize: encoder.vocabularySize, of: network.configuration.path)
        let limit = try LengthLimit(
            requested: options.maximumLength, tokenizer: tokenizer, encoder: encoder, overriding: preparation?.limit)
        precision = try Precision.choice(
            options.precision, for: .inference, isQuantized: directory.configuration.isQuantized)
        engine = InferenceEngine(
            tokenizer: tokenizer, limit: limit, encoder: network.encoder, parameters: network.parameters,
            path: network.configuration.path, precision: precision.precision,
            addsSpecialTokens: preparation?.addsSpecialTokens ?? true, team: .shared)
        self.directory = directory.path
        self.head = head
        self.options = options
    }

    /// Loads a fine-tuned model with the head of its task: the one that the options name, or that of its configuration.
    package convenience init(fineTuned directory: ModelDirectory, options: LoadingOptions) throws {
        let namesEntities = directory.namesEntities(task: options.task)
        try self.init(
            directory, head: namesEntities ? .tokenClassification : .sequenceClassification, options: options)
    }

    /// The preprocessing that sentence-transformers prescribes for the model's texts, if it wrote the directory.
    private static func preparation(
        of directory: ModelDirectory, _ head: ModelHead
    ) throws -> SentenceTransformerSettings? {
        head == .none
            ? try SentenceTransformerSettings(directory: directory.path)
            : try CrossEncoderSettings.read(directory: directory.path)
    }

    /// Returns the network if it is of a type, that is, if the model has the head for it.
    ///
    /// - Throws: `FledgeError` if the model has another head, or none.
    package func requireNetwork<Network: TaskModel>() throws -> Network {
        if let network = network as? Network { return network }
        throw FledgeError(
            .data, at: configuration.path, "the model has no head for this task",
            expected: Network.self == TokenClassificationModel.self
                ? "a head that names entities" : "a head that classifies whole texts",
            found: network.labels.isEmpty
                ? "an encoder without a head" : "a head with the outputs \(Spelling.list(network.labels))",
            advice: "load the model with the head that its checkpoint has")
    }
}
