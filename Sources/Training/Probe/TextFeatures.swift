public import Checkpoints
public import Datasets
import Encoders
public import Inference
import InputOutput
import TaskHeads
public import TensorKernels
public import Tokenization

/// What a frozen encoder says of the texts of a file, a vector for each, for models that are fitted elsewhere.
public struct TextFeatures: Sendable {
    /// Which vector stands for a text.
    public enum Pooling: String, Sendable, CaseIterable {
        /// The last hidden state of the first token, which a head for classes gets.
        case first
        /// The mean of the last hidden states of all tokens.
        case mean
        /// What the head's dense layer makes of the first token, which a probe is fitted on.
        case head
    }

    /// The vectors one after the other, `[rows, width]`.
    public let values: [Float]
    public let width: Int
    /// The label of each row as it is written; `nil` for none.
    public let labels: [String?]
    /// The line of each row in the file.
    public let lines: [Int]
    /// The number of rows that lost tokens at the length limit.
    public let truncatedRowCount: Int
    public let lengthLimit: LengthLimit
    /// Whether the vectors came from the cache.
    public let fromCache: Bool
    /// The arithmetic of the products, and why it was chosen.
    public let precision: Precision.Choice
    /// What the user should know about the files of the tokenizer, a sentence each.
    package let tokenizerWarnings: [String]

    /// - Parameters:
    ///   - directory: A pretrained checkpoint or a fine-tuned classifier.
    ///   - data: The texts, with labels or without.
    ///   - maximumLength: The most tokens of a text; `nil` for what training takes.
    ///   - precision: The arithmetic of the products; `nil` for what training takes.
    ///   - cache: Where encoded data sets and features are kept; `nil` for the cache of this user.
    ///   - allowance: What the checkpoint may lack or have too much of.
    ///   - letterCase: What becomes of capital letters; `nil` for what the tokenizer's files say.
    ///   - observe: Told how many rows are done.
    ///   - shouldStop: Asked before each pass through the encoder.
    /// - Throws: `FledgeError` naming the file and what is wrong; `CancellationError` where `shouldStop` says so.
    public init(
        model directory: String, data: LabelledFile, pooling: Pooling = .first, maximumLength: Int? = nil,
        precision: Precision? = nil, cache: DatasetCache? = nil, allowance: LoadAllowance = LoadAllowance(),
        letterCase: LetterCase? = nil,
        observe: (_ done: Int, _ total: Int) -> Void = { _, _ in }, shouldStop: () -> Bool = { false }
    ) throws {
        let cache = try cache ?? DatasetCache()
        // Before anything else of it is read: advice about its other files would lead nowhere.
        _ = try TaskKind(ofModel: directory)
        let tokenizer = try Tokenizer(directory: directory, letterCase: letterCase)
        tokenizerWarnings = tokenizer.warnings
        let model = try Self.model(directory, allowance: allowance)
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

    /// A classifier as it is, or a pretrained model with the head that training would begin with.
    private static func model(_ directory: String, allowance: LoadAllowance) throws -> SequenceClassificationModel {
        try Checkpoint.requireDirectory(directory)
        let isAdapted = AdapterDirectory.exists(at: directory)
        if try isAdapted || ModelConfiguration(directory: directory).classifierLabels != nil {
            return try SequenceClassificationModel(directory: directory, allowance: allowance)
        }
        var generator = SplitMix64(seed: TrainingRecipe().seed)
        return try SequenceClassificationModel(
            pretrained: directory, labels: ["LABEL_0", "LABEL_1"], using: &generator, allowance: allowance)
    }

    /// The vector of a row.
    public subscript(row: Int) -> ArraySlice<Float> { values[row * width..<(row + 1) * width] }
}
