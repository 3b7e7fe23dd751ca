public import Checkpoints
public import DatasetCaching
import Datasets
import Encoders
public import Inference
import InputOutput
import TaskHeads
public import TensorKernels
public import Tokenization

/// The vectors that a frozen encoder computes for the texts of a file, for models that are fitted elsewhere.
public struct TextFeatures: Sendable {
    /// The vector that represents a text.
    public enum Pooling: String, Sendable, CaseIterable {
        /// The last hidden state of the first token, the input of a classification head.
        case first
        /// The mean of the last hidden states of all tokens.
        case mean
        /// The output of the head's dense layer for the first token, which a probe is fitted to.
        case head
    }

    /// The vectors one after the other, `[rows, width]`.
    public let values: [Float]
    public let width: Int
    /// The label of each row as it is written; `nil` if the row has none.
    public let labels: [String?]
    /// The line of each row in the file.
    public let lines: [Int]
    /// The number of rows that were truncated to the length limit.
    public let truncatedRowCount: Int
    public let lengthLimit: LengthLimit
    /// Tells whether the vectors came from the cache.
    public let fromCache: Bool
    /// The precision of matrix multiplications, and why it was chosen.
    public let precision: Precision.Choice
    /// Warnings about the tokenizer's files, one sentence each.
    package let tokenizerWarnings: [String]

    /// - Parameters:
    ///   - directory: A pretrained checkpoint or a fine-tuned classifier.
    ///   - data: The texts, with or without labels.
    ///   - maximumLength: The maximum number of tokens per text; `nil` for the default of training.
    ///   - precision: The precision of matrix multiplications; `nil` for the default of training.
    ///   - cache: The cache of encoded datasets and features; `nil` for the user's cache.
    ///   - allowance: Tensors that the checkpoint may lack or have in excess.
    ///   - letterCase: The treatment of capital letters; `nil` for what the tokenizer's files specify.
    ///   - observe: Receives the number of rows done and the total.
    ///   - shouldStop: Called before each pass through the encoder; true stops the work.
    /// - Throws: `FledgeError` naming the file and what is wrong; `CancellationError` if `shouldStop` returns true.
    public init(
        model directory: String, data: LabelledFile, pooling: Pooling = .first, maximumLength: Int? = nil,
        precision: Precision? = nil, cache: DatasetCache? = nil, allowance: LoadAllowance = LoadAllowance(),
        letterCase: LetterCase? = nil,
        observe: (_ done: Int, _ total: Int) -> Void = { _, _ in }, shouldStop: () -> Bool = { false }
    ) throws {
        let cache = try cache ?? DatasetCache()
        // First of all: if the directory holds another kind of model, advice about its other files would mislead.
        let files = try ModelDirectory(directory)
        let tokenizer = try Tokenizer(directory: directory, letterCase: letterCase)
        tokenizerWarnings = tokenizer.warnings
        let model = try Self.model(files, allowance: allowance)
        let encoder = model.encoder.configuration
        try tokenizer.requireFits(vocabularySize: encoder.vocabularySize, of: model.configuration.path)
        lengthLimit = try LengthLimit(
            requested: maximumLength, tokenizer: tokenizer, encoder: encoder,
            further: [TrainingStart.customaryLength])
        let isQuantized = model.configuration.isQuantized
        self.precision = try Precision.choice(
            precision, for: isQuantized ? .inference : .training, isQuantized: isQuantized)
        let dataset = try data.encoded(
            with: tokenizer, maximumLength: lengthLimit.tokens, task: model.settings.task, requiresLabel: false,
            cache: cache)
        try encoder.requireFits(typeIDs: dataset.rows.lazy.flatMap { $0.typeIDs ?? [] })
        let work = FeatureExtraction(cache: cache, precision: self.precision.precision, team: .shared)
        let (vectors, fromCache) = try work.features(
            of: dataset.rows, mean: pooling == .mean, weights: Checkpoint.contentHash(ofWeightsIn: directory),
            model: model,
            observe: observe, shouldStop: shouldStop)
        width = encoder.hiddenSize
        values = pooling == .head ? model.headFeatures(vectors, width: width, team: .shared) : vectors
        self.fromCache = fromCache
        labels = dataset.rows.map { $0.label.map { dataset.labelNames[$0] } }
        lines = dataset.rows.map(\.line)
        truncatedRowCount = dataset.truncatedRowCount
    }

    /// A fine-tuned classifier, or a pretrained model with the head that training would begin with.
    private static func model(_ files: ModelDirectory, allowance: LoadAllowance) throws -> SequenceClassificationModel {
        if try files.hasAdapters || files.configuration.classifierLabels != nil {
            return try SequenceClassificationModel(files, allowance: allowance)
        }
        var generator = SplitMix64(seed: TrainingRecipe().seed)
        return try SequenceClassificationModel(
            pretrained: files.path, labels: ["LABEL_0", "LABEL_1"], using: &generator, allowance: allowance)
    }

    /// The vector of a row.
    public subscript(row: Int) -> ArraySlice<Float> { values[row * width..<(row + 1) * width] }
}
