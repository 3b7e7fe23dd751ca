public import Checkpoints
public import Datasets
public import Evaluation
import Inference
import InputOutput
import TaskHeads
public import TensorKernels

/// Several models judged on the same labelled rows.
public struct ClassifierComparison: Sendable {
    /// A model and how it does.
    public struct Contestant: Sendable {
        /// The model's directory.
        public let model: String
        public let evaluation: ClassifierEvaluation
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
    ///   - models: Directories of two classifiers or more that know the same labels.
    ///   - data: Rows whose labels the models know.
    ///   - maximumLength: The most tokens of a text; by default the smallest limit that each model's files name.
    ///   - precision: The arithmetic of the products; `nil` for the fastest that keeps to the results of fp32.
    ///   - cache: Where encoded data sets are kept; `nil` for the cache of this user.
    ///   - allowance: What the checkpoints may lack or have too much of.
    ///   - observe: Told of each model that has been judged.
    /// - Throws: `FledgeError` where the models have different labels, and as ``ClassifierEvaluation`` does.
    public init(
        models: [String], data: LabelledFile, maximumLength: Int? = nil, precision: Precision? = nil,
        cache: DatasetCache? = nil, allowance: LoadAllowance = LoadAllowance(),
        observe: (Contestant) -> Void = { _ in }
    ) throws {
        precondition(models.count > 1, "a comparison needs two models or more")
        self.data = data
        let cache = try cache ?? DatasetCache()
        let loaded = try models.map {
            try LoadedClassifier(directory: $0, maximumLength: maximumLength, allowance: allowance)
        }
        for index in loaded.indices.dropFirst() {
            try Self.requireSameLabels((models[0], loaded[0]), (models[index], loaded[index]))
        }
        contestants = try zip(models, loaded).map { model, loaded in
            let evaluation = try ClassifierEvaluation(loaded, data: data, precision: precision, cache: cache)
            let contestant = Contestant(
                model: model, evaluation: evaluation, intervals: evaluation.answers.intervals())
            observe(contestant)
            return contestant
        }
        let first = contestants[0].evaluation
        differences = contestants.dropFirst().map { Difference($0, from: first) }
    }

    private static func requireSameLabels(
        _ first: (name: String, loaded: LoadedClassifier), _ second: (name: String, loaded: LoadedClassifier)
    ) throws {
        let tasks = [first, second].map(\.loaded.model.settings.task)
        guard tasks[0] == tasks[1] else {
            throw FledgeError(
                .data, at: second.name, "the models have different tasks and cannot be compared",
                expected: "\(tasks[0].rawValue), as \(first.name) has", found: tasks[1].rawValue)
        }
        let labels = [first, second].map(\.loaded.model.labels)
        guard Set(labels[0]) != Set(labels[1]) else { return }
        throw FledgeError(
            .data, at: second.name, "the models have different labels and cannot be compared",
            expected: "\(Spelling.list(labels[0])), as \(first.name) has", found: Spelling.list(labels[1]),
            advice: "compare models of the same labels")
    }
}

extension ClassifierComparison.Difference {
    init(_ contestant: ClassifierComparison.Contestant, from first: ClassifierEvaluation) {
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
