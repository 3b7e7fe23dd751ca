import Checkpoints
public import Datasets
import Encoders
public import Entities
public import Inference
import InputOutput
import TaskHeads
public import TensorKernels
import Tokenization

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
    ///   - pretrained: A recognizer that `fledge train --task entities` or `transformers` wrote.
    ///   - data: Texts with entities of types that the model knows.
    ///   - stride: The number of tokens that a window shares with the one before it; by default that of training, or a
    ///     quarter.
    /// - Throws: `FledgeError` naming the file, the line and what is wrong.
    public init(_ pretrained: PretrainedModel, data: LabelledFile, stride: Int? = nil) throws {
        let model: TokenClassificationModel = try pretrained.requireNetwork()
        self.data = data
        precision = pretrained.precision
        tokenizerWarnings = pretrained.tokenizerWarnings
        texts = try data.entityTexts()
        let examples = try EntityExamples(
            texts.texts, path: data.path, tags: model.tags,
            windows: WindowSettings(
                tokenizer: pretrained.tokenizer, limit: pretrained.lengthLimit.tokens,
                stride: stride ?? model.defaultStride(pretrained)))
        let start = ContinuousClock.now
        answers = try EntityAnswers(model, to: examples, pretrained.engine.passes)
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
