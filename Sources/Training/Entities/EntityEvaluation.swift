public import Checkpoints
public import Datasets
import Encoders
public import Entities
import Inference
import InputOutput
import TaskHeads
public import TensorKernels
public import Tokenization

/// The evaluation of a named-entity recognizer on a file of texts with entities.
public struct EntityEvaluation: ModelEvaluation {
    public let judgement: Judgement
    public let answers: EntityAnswers
    public let data: LabelledFile
    /// The texts of the evaluation.
    public let texts: EntityTexts
    /// The tags that the model predicts for the words of each text.
    public var tags: [[EntityTag]] { answers.givenTags }
    /// The scheme of the tags, predicted and true.
    public let scheme: TagScheme
    /// The number of windows that the texts were split into, which exceeds the number of texts if some are long.
    public let windowCount: Int
    public let textsPerSecond: Double
    public let precision: Precision.Choice
    private let tokenizerWarnings: [String]

    /// - Parameters:
    ///   - model: A directory that `fledge train --task entities` or `transformers` wrote.
    ///   - data: Texts with entities of types that the model knows.
    ///   - maximumLength: The number of tokens of a window; by default the smallest limit that the model's files name.
    ///   - stride: The number of tokens that a window shares with the one before it; by default that of training, or a
    ///     quarter.
    ///   - precision: The precision of matrix multiplications; `nil` for the fastest on this processor that keeps the
    ///     results of single precision.
    ///   - allowance: Tensors that the checkpoint may lack or have in excess.
    ///   - letterCase: The treatment of capital letters; `nil` for what the tokenizer's files specify.
    /// - Throws: `FledgeError` naming the file, the line and what is wrong.
    public init(
        model directory: String, data: LabelledFile, maximumLength: Int? = nil, stride: Int? = nil,
        precision: Precision? = nil, allowance: LoadAllowance = LoadAllowance(), letterCase: LetterCase? = nil
    ) throws {
        try self.init(
            LoadedTokenClassifier(
                directory: directory, maximumLength: maximumLength, allowance: allowance, letterCase: letterCase),
            data: data, stride: stride, precision: precision)
    }

    init(
        _ loaded: LoadedTokenClassifier, data: LabelledFile, stride: Int? = nil, precision: Precision?
    ) throws {
        let model = loaded.model
        self.data = data
        self.precision = try Precision.choice(
            precision, for: .inference, isQuantized: model.configuration.isQuantized)
        tokenizerWarnings = loaded.tokenizer.warnings
        texts = try data.entityTexts()
        let examples = try EntityExamples(
            texts.texts, path: data.path, tags: model.tags,
            windows: WindowSettings(
                tokenizer: loaded.tokenizer, limit: loaded.limit.tokens, stride: loaded.stride(stride)))
        let packed = PackedWeights(
            self.precision.precision, model.encoder.shapes, of: model.parameters, on: .shared)
        let start = ContinuousClock.now
        answers = try EntityAnswers(
            model, to: examples, SequencePasses(parameters: model.parameters, packed: packed, team: .shared))
        textsPerSecond = Double(examples.texts.count) / start.duration(to: .now).seconds
        judgement = try answers.judgement()
        scheme = model.tags.scheme
        windowCount = examples.texts.reduce(0) { $0 + $1.windowed.windows.count }
    }

    public var rowCount: Int { texts.texts.count }

    public var summary: String {
        let reading = texts.reading.map { ", read as \($0.title)," } ?? ", read"
        return "\(rowCount.counted("text")) of \(data.path)\(reading) in \(windowCount.counted("window"))"
    }

    public var doubts: [String] { tokenizerWarnings + texts.findings.summary().split(separator: "\n").map(String.init) }

    public func texts(ofRows rows: [Int]) -> [String] { rows.map { texts.texts[$0].text } }
}
