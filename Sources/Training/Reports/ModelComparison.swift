public import Checkpoints
public import Datasets
import Entities
public import Evaluation
import Inference
import InputOutput
public import TaskHeads
public import TensorKernels
public import Tokenization

/// Several models judged on the same labelled rows.
public struct ModelComparison: Sendable {
    /// A model and how it does.
    public struct Contestant: Sendable {
        /// The model's directory.
        public let model: String
        public let evaluation: any ModelEvaluation
        /// The task's main measures with their intervals.
        public let intervals: [MeasuredInterval]
    }

    /// How a model differs from the first one.
    public struct Difference: Sendable {
        /// The model's directory.
        public let model: String
        /// What it has more than the first one of each main measure, by the bootstrap over the same rows.
        public let intervals: [MeasuredInterval]
        /// Whether they are right equally often; `nil` for numbers.
        public let mcNemar: McNemarTest?
        /// The share of the first one's errors, by the task's own measure, that it avoids; `nil` where there were none.
        public let errorReduction: Double?
    }

    public let data: LabelledFile
    /// The models in the order in which they were named.
    public let contestants: [Contestant]
    /// All models but the first.
    public let differences: [Difference]

    /// - Parameters:
    ///   - models: Directories of two fine-tuned models or more that know the same labels.
    ///   - data: Rows with labels of the models.
    ///   - unseenLabels: What becomes of rows with other labels.
    ///   - maximumLength: The most tokens of a text, or of a window of it; by default the smallest limit that each model's
    ///     files name.
    ///   - precision: The arithmetic of the products; `nil` for the fastest that keeps to the results of fp32.
    ///   - task: What the models say of a text, if their configurations do not say so.
    ///   - cache: Where encoded data sets are kept; `nil` for the cache of this user.
    ///   - allowance: What the checkpoints may lack or have too much of.
    ///   - observe: Told of each model that has been judged.
    /// - Throws: `FledgeError` where the models have different labels, and as ``ClassifierEvaluation`` and
    ///   ``EntityEvaluation`` do.
    public init(
        models: [String], data: LabelledFile, unseenLabels: UnseenLabelPolicy = .count, maximumLength: Int? = nil,
        precision: Precision? = nil, task: TextTask? = nil, cache: DatasetCache? = nil,
        allowance: LoadAllowance = LoadAllowance(), letterCase: LetterCase? = nil,
        observe: (Contestant) -> Void = { _ in }
    ) throws {
        precondition(models.count > 1, "a comparison needs two models or more")
        self.data = data
        let cache = try cache ?? DatasetCache()
        let entrants = try models.map { name in
            switch try TaskKind(ofModel: name, task: task) {
            case .wholeTexts:
                let loaded = try LoadedClassifier(
                    directory: name, maximumLength: maximumLength, task: task, allowance: allowance,
                    letterCase: letterCase)
                return Entrant(name: name, task: loaded.model.settings.task, labels: loaded.model.labels) {
                    try ClassifierEvaluation(
                        loaded, data: data, unseenLabels: unseenLabels, precision: precision, cache: cache)
                }
            case .entities:
                let loaded = try LoadedTokenClassifier(
                    directory: name, maximumLength: maximumLength, allowance: allowance, letterCase: letterCase)
                return Entrant(name: name, task: .entities, labels: loaded.model.tags.types) {
                    try EntityEvaluation(loaded, data: data, precision: precision)
                }
            }
        }
        for entrant in entrants.dropFirst() { try entrant.requireComparable(with: entrants[0]) }
        contestants = try entrants.map { entrant in
            let evaluation = try entrant.judged()
            let contestant = Contestant(
                model: entrant.name, evaluation: evaluation, intervals: evaluation.answers.intervals())
            observe(contestant)
            return contestant
        }
        let first = contestants[0].evaluation
        differences = contestants.dropFirst().map { Difference($0, from: first) }
    }

    /// A model that has been read and not yet judged.
    private struct Entrant {
        let name: String
        let task: TextTask
        let labels: [String]
        let judged: () throws -> any ModelEvaluation

        func requireComparable(with first: Entrant) throws {
            guard task == first.task else {
                throw FledgeError(
                    .data, at: name, "the models have different tasks and cannot be compared",
                    expected: "\(first.task.rawValue), as \(first.name) has", found: task.rawValue)
            }
            guard Set(labels) != Set(first.labels) else { return }
            throw FledgeError(
                .data, at: name, "the models have different labels and cannot be compared",
                expected: "\(Spelling.list(first.labels)), as \(first.name) has", found: Spelling.list(labels),
                advice: "compare models of the same labels")
        }
    }
}

extension ModelComparison.Difference {
    init(_ contestant: ModelComparison.Contestant, from first: any ModelEvaluation) {
        let (before, after) = (first.answers, contestant.evaluation.answers)
        model = contestant.model
        intervals = after.differences(from: before)
        mcNemar =
            after.isRight.isEmpty
            ? nil
            : McNemarTest(
                onlyFirstRight: zip(before.isRight, after.isRight).count { $0 && !$1 },
                onlySecondRight: zip(before.isRight, after.isRight).count { !$0 && $1 })
        let measure = first.judgement.report.measureName
        errorReduction = first.judgement[measure].flatMap { old in
            contestant.evaluation.judgement[measure].flatMap { new in
                MeasureName.isLowerBetter(measure)
                    ? Evaluation.errorReduction(before: old, after: new)
                    : Evaluation.errorReduction(before: 1 - old, after: 1 - new)
            }
        }
    }
}
