public import Checkpoints
public import Datasets
import Encoders
public import Evaluation
import Inference
import TaskHeads
public import TensorKernels
import Tokenization

/// The judgement of a fine-tuned classifier on a file of labelled rows.
public struct ClassifierEvaluation: Sendable {
    public let report: ClassificationReport
    /// The mean cross-entropy, in nats.
    public let loss: Double
    public let rowCount: Int
    /// The number of rows that lost tokens at the length limit.
    public let truncatedRowCount: Int
    /// Whether the encoded rows came from the cache.
    public let fromCache: Bool
    public let examplesPerSecond: Double
    /// The arithmetic of the products, and why it was chosen.
    public let precision: Precision.Choice

    /// - Parameters:
    ///   - model: A directory that `fledge train` or `transformers` wrote.
    ///   - data: Rows whose labels the model knows.
    ///   - maximumLength: The most tokens of a text; by default the smallest limit that the model's files name.
    ///   - precision: The arithmetic of the products; `nil` for the fastest on this processor that keeps to the results
    ///     of single precision.
    ///   - cache: Where encoded data sets are kept; `nil` for the cache of this user.
    ///   - allowance: What the checkpoint may lack or have too much of.
    /// - Throws: `FledgeError` naming the file, the line and what is wrong.
    public init(
        model directory: String, data: LabelledFile, maximumLength: Int? = nil, precision: Precision? = nil,
        cache: DatasetCache? = nil,
        allowance: LoadAllowance = LoadAllowance()
    ) throws {
        let loaded = try LoadedClassifier(
            directory: directory, maximumLength: maximumLength, allowance: allowance)
        self.precision = try Precision.choice(
            precision, for: .inference, isQuantized: loaded.model.configuration.isQuantized)
        let dataset = try data.encoded(
            with: loaded.tokenizer, maximumLength: loaded.limit.tokens, cache: cache ?? DatasetCache())
        let classes = try LabelSet(names: loaded.model.labels).mapping(for: dataset)
        let start = ContinuousClock.now
        (report, loss) = try ClassificationEvaluator.evaluate(
            ClassificationExamples(dataset, classes: classes), model: loaded.model,
            packed: PackedWeights(
                self.precision.precision, loaded.model.encoder.shapes, of: loaded.model.parameters,
                on: .shared),
            team: .shared)
        examplesPerSecond = Double(dataset.rows.count) / start.duration(to: .now).seconds
        rowCount = dataset.rows.count
        truncatedRowCount = dataset.truncatedRowCount
        fromCache = dataset.fromCache
    }
}
