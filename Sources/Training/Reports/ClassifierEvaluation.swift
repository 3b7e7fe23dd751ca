import Checkpoints
public import DatasetCaching
public import Datasets
import Encoders
import Evaluation
public import Inference
import InputOutput
import TaskHeads
public import TensorKernels
import Tokenization

/// The evaluation of a fine-tuned classifier on a file of labelled rows.
public struct ClassifierEvaluation: ModelEvaluation {
    public let judgement: Judgement
    /// A finding if the rows are pairs and the model's training data were not.
    private let pairingFindings: [String]
    public let answers: ClassificationAnswers
    public let data: LabelledFile
    public let rowCount: Int
    /// The labels of the file that the model does not know, with the number of their rows.
    public let unseenLabels: [WrittenLabel]
    /// The number of rows that were truncated to the length limit.
    public let truncatedRowCount: Int
    /// Tells whether the encoded rows came from the cache.
    public let fromCache: Bool
    public let textsPerSecond: Double
    public let precision: Precision.Choice
    private let tokenizerWarnings: [String]

    /// - Parameters:
    ///   - pretrained: A classifier that `fledge train` or `transformers` wrote.
    ///   - data: Rows with labels of the model.
    ///   - unseenLabels: The treatment of rows with labels that the model does not know.
    ///   - cache: The cache of encoded datasets; `nil` for the user's cache.
    /// - Throws: `FledgeError` naming the file, the line and what is wrong.
    public init(
        _ pretrained: PretrainedModel, data: LabelledFile, unseenLabels policy: UnseenLabelPolicy = .count,
        cache: DatasetCache? = nil
    ) throws {
        let model: SequenceClassificationModel = try pretrained.requireNetwork()
        let cache = try cache ?? DatasetCache()
        let trained = model.settings.columns
        var (data, headerFinding) = data.withColumns(of: trained)
        cache.add(findings: [headerFinding].compactMap(\.self))
        data.labels.known = TrainedDirectory.knownLabels(of: pretrained.directory, names: model.labels)
        self.data = data
        tokenizerWarnings = pretrained.tokenizerWarnings
        pairingFindings =
            trained != nil && trained?.pair == nil && data.columns.pair != nil
            ? ["the model was trained on single texts and is evaluated on pairs"] : []
        precision = pretrained.precision
        let encoded = try data.encoded(
            with: pretrained.tokenizer, maximumLength: pretrained.lengthLimit.tokens, task: model.settings.task,
            cache: cache)
        let read = try TaskLabels(model.settings.task, names: model.labels)
            .targets(of: encoded, unseen: policy, allowsClassNumbers: true)
        // With labels that the model does not know, a name for it may be misspelt; else the file may lack the class.
        let unusedNames = encoded.reading?.unusedNames(
            data.labels, known: read.unseen.isEmpty ? model.labels : [], file: data.path)
        cache.add(findings: read.findings + [unusedNames].compactMap(\.self))
        let (dataset, labels) = (read.dataset, read.labels)
        unseenLabels = read.unseen
        let examples = ClassificationExamples(read)
        let start = ContinuousClock.now
        var logits = try examples.logits(model: model, pretrained.engine.passes) { false }
        if model.settings.task == .regression { logits = logits.map { $0.map { model.settings.activation($0) } } }
        textsPerSecond = Double(dataset.rows.count) / start.duration(to: .now).seconds
        judgement = try Judgement(
            logits: logits, targets: examples.targets, numbers: examples.numbers, labels: labels,
            settings: model.settings)
        answers = ClassificationAnswers(logits: logits, examples: examples, labels: labels, settings: model.settings)
        rowCount = dataset.rows.count
        truncatedRowCount = dataset.truncatedRowCount
        fromCache = dataset.fromCache
    }

    public var summary: String {
        "\(rowCount.counted("row")) of \(data.path), \(fromCache ? "from the cache" : "read, encoded and cached")"
    }

    public var doubts: [String] {
        let cut = truncatedRowCount.counted(
            "row was too long and was truncated", "rows were too long and were truncated")
        return tokenizerWarnings + pairingFindings + (truncatedRowCount == 0 ? [] : [cut]) + judgement.findings
    }

    public func texts(ofRows rows: [Int]) throws -> [String] {
        var file = data
        if case .labelSets = answers.targets { file.columns.hasSeveralLabels = true }
        let lines = rows.map { answers.lines[$0] }
        let texts = try file.texts(atLines: Set(lines))
        return lines.map { texts[$0] ?? "" }
    }
}
