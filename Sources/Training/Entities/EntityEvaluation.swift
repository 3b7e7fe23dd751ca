public import Checkpoints
public import Datasets
import Encoders
public import Entities
public import Evaluation
import Inference
import InputOutput
import TaskHeads
public import TensorKernels

/// The judgement of a model that names entities on a file of texts with entities.
public struct EntityEvaluation: Sendable {
    public let report: EntityReport
    /// How far the strict micro F1 may be off because the texts are a sample: a bootstrap over texts.
    public let interval: BootstrapInterval
    public var textCount: Int { texts.texts.count }
    /// What was judged on.
    public let texts: EntityTexts
    /// For each text the tags that the model gives its words.
    public let answers: [[EntityTag]]
    /// How tags are written, the model's answers and the truth alike.
    public let scheme: TagScheme
    /// The number of windows that the texts were read in: more than texts where some are long.
    public let windowCount: Int
    /// What was repaired or left out in the file, for people; empty where there is nothing to say.
    public let doubts: String
    /// How many texts the model answered to in a second.
    public let textsPerSecond: Double
    /// The arithmetic of the products, and why it was chosen.
    public let precision: Precision.Choice

    /// - Parameters:
    ///   - model: A directory that `fledge train --task entities` or `transformers` wrote.
    ///   - data: Texts with entities of types that the model knows.
    ///   - maximumLength: The number of tokens of a window; by default the smallest limit that the model's files name.
    ///   - stride: The number of tokens that a window shares with the one before it; by default that of training, or a
    ///     quarter.
    ///   - precision: The arithmetic of the products; `nil` for the fastest on this processor that keeps to the results
    ///     of single precision.
    ///   - allowance: What the checkpoint may lack or have too much of.
    /// - Throws: `FledgeError` naming the file, the line and what is wrong.
    public init(
        model directory: String, data: LabelledFile, maximumLength: Int? = nil, stride: Int? = nil,
        precision: Precision? = nil, allowance: LoadAllowance = LoadAllowance()
    ) throws {
        let loaded = try LoadedTokenClassifier(
            directory: directory, maximumLength: maximumLength, allowance: allowance)
        let model = loaded.model
        self.precision = try Precision.choice(
            precision, for: .inference, isQuantized: model.configuration.isQuantized)
        let texts = try data.entityTexts()
        let examples = try EntityExamples(
            texts.texts, path: data.path, tags: model.tags,
            windows: WindowSettings(
                tokenizer: loaded.tokenizer, limit: loaded.limit.tokens, stride: loaded.stride(stride)))
        let packed = PackedWeights(
            self.precision.precision, model.encoder.shapes, of: model.parameters, on: .shared)
        let start = ContinuousClock.now
        let answers = try EntityAnswers(
            model, to: examples, SequencePasses(parameters: model.parameters, packed: packed, team: .shared))
        textsPerSecond = Double(examples.texts.count) / start.duration(to: .now).seconds
        let truths = examples.texts.map(\.tags)
        let predictions = truths.indices.map(answers.tags(ofText:))
        report = try EntityReport(truths: truths, predictions: predictions, scheme: model.tags.scheme)
        interval = Self.interval(truths, predictions, model.tags.scheme)
        self.texts = texts
        self.answers = predictions
        scheme = model.tags.scheme
        windowCount = examples.texts.reduce(0) { $0 + $1.windowed.windows.count }
        doubts = texts.findings.summary()
    }

    private static func interval(
        _ truths: [[EntityTag]], _ predictions: [[EntityTag]], _ scheme: TagScheme
    ) -> BootstrapInterval {
        let reading = EntityReading.strict(scheme)
        let counts = zip(truths, predictions).map { truth, prediction in
            let (known, found) = (Set(reading.spans(of: truth)), reading.spans(of: prediction))
            return (right: found.count(where: known.contains), all: known.count + found.count)
        }
        return BootstrapInterval(exampleCount: counts.count) { texts in
            let (right, all) = texts.reduce((0, 0)) { ($0.0 + counts[$1].right, $0.1 + counts[$1].all) }
            return all == 0 ? 0 : 2 * Double(right) / Double(all)
        }
    }
}
