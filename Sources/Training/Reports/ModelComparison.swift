public import DatasetCaching
import Datasets
import Entities
public import Evaluation
public import Inference
import InputOutput
import TaskHeads

/// Several models evaluated on the same labelled rows.
public struct ModelComparison: Sendable {
    /// A model and its scores.
    public struct Contestant: Sendable {
        /// The model's directory.
        public let model: String
        public let evaluation: any ModelEvaluation
        /// The task's main metrics with their confidence intervals.
        public let intervals: [MeasuredInterval]
    }

    /// The differences between a model and the first one.
    public struct Difference: Sendable {
        /// The model's directory.
        public let model: String
        /// The gain over the first model in each main metric, with its interval from a paired bootstrap.
        public let intervals: [MeasuredInterval]
        /// A test of whether both models are right equally often; `nil` for regression.
        public let mcNemar: McNemarTest?
        /// The share of the first model's errors, by the task's own metric, that this model avoids; `nil` if there were
        /// none.
        public let errorReduction: Double?
    }

    public let data: LabelledFile
    /// The models in the order in which they were given.
    public let contestants: [Contestant]
    /// The differences of all models but the first.
    public let differences: [Difference]

    /// - Parameters:
    ///   - models: The directories of at least two fine-tuned models with the same labels.
    ///   - options: The choices in loading each model.
    ///   - data: Rows with labels of the models.
    ///   - unseenLabels: The treatment of rows with labels that the models do not know.
    ///   - cache: The cache of encoded datasets; `nil` for the user's cache.
    ///   - observe: Called with each model once it has been evaluated.
    /// - Throws: `FledgeError` if the models have different labels, and for the reasons of ``ClassifierEvaluation`` and
    ///   ``EntityEvaluation``.
    public init(
        models: [String], options: LoadingOptions = LoadingOptions(), data: LabelledFile,
        unseenLabels: UnseenLabelPolicy = .count, cache: DatasetCache? = nil,
        observe: (Contestant) -> Void = { _ in }
    ) throws {
        precondition(models.count > 1, "a comparison needs two models or more")
        self.data = data
        let cache = try cache ?? DatasetCache()
        // Models that cannot be compared are rejected before the first one is evaluated.
        let entrants = try models.map { try Entrant($0, options) }
        for entrant in entrants.dropFirst() { try entrant.requireComparable(with: entrants[0]) }
        contestants = try entrants.map { entrant in
            let evaluation = try entrant.model.evaluation(on: data, unseenLabels: unseenLabels, cache: cache)
            let contestant = Contestant(
                model: entrant.name, evaluation: evaluation, intervals: evaluation.answers.intervals())
            observe(contestant)
            return contestant
        }
        let first = contestants[0].evaluation
        differences = contestants.dropFirst().map { Difference($0, from: first) }
    }

    /// A model that has been loaded but not yet evaluated.
    private struct Entrant {
        let name: String
        let model: PretrainedModel
        let task: TextTask
        let labels: [String]

        init(_ name: String, _ options: LoadingOptions) throws {
            self.name = name
            model = try PretrainedModel(fineTuned: ModelDirectory(name), options: options)
            switch model.network {
            case let classifier as SequenceClassificationModel:
                (task, labels) = (classifier.settings.task, classifier.labels)
            case let recognizer as TokenClassificationModel: (task, labels) = (.entities, recognizer.tags.types)
            default: preconditionFailure("a fine-tuned model has a head")
            }
        }

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
