import Checkpoints
import DatasetCaching
import Datasets
import Encoders
import Inference
import InputOutput
import TaskHeads
import TensorKernels
import Tokenization

/// Prepares the training of a classifier or a regression model.
struct ClassificationPreparation: TaskPreparation {
    let data: TrainingData
    private let settings: FineTuning
    private let start: TrainingStart
    private let cache: DatasetCache
    private let labels: TaskLabels
    private let training: ClassificationExamples
    private let validation: ClassificationExamples?
    /// The number of rows before the replay rows.
    private let ownCount: Int

    static let words = (architecture: "SequenceClassification", adapters: "SEQ_CLS")

    init(_ settings: FineTuning, _ start: TrainingStart, cache: DatasetCache) throws {
        let recipe = settings.recipe
        func encoded(_ file: LabelledFile, known: KnownLabels? = nil) throws -> EncodedDataset {
            var file = file.withOrder(ofModel: settings.model)
            file.labels.known = known
            let dataset = try file.encoded(
                with: start.tokenizer, maximumLength: start.limit.tokens, task: recipe.task, cache: cache)
            try start.encoder.requireFits(typeIDs: dataset.rows.lazy.flatMap { $0.typeIDs ?? [] })
            return dataset
        }
        var training = try encoded(settings.training)
        let labels = try TaskLabels(recipe.task, training: training)
        // The labels of the other files are interpreted in the same way as those of the training file.
        let known = recipe.task == .regression ? nil : KnownLabels(try training.labels(recipe.task.labelKind))
        var validation = try settings.validation.map { try encoded($0, known: known) }
        let unusedNames = training.reading?.unusedNames(
            settings.training.labels, with: [validation?.reading].compactMap(\.self), file: training.path)
        cache.add(findings: [unusedNames].compactMap(\.self))
        if let file = settings.validation, let validation {
            let shared = try SharedTexts(of: (validation, file), with: (training, settings.training))
            cache.add(findings: [shared.finding].compactMap(\.self))
        }
        if let share = settings.validationShare, validation == nil {
            let heldOut = try training.holdOut(share: share, task: recipe.task, seed: recipe.seed)
            let shared = try SharedTexts(of: (heldOut, settings.training), with: (training, settings.training))
            cache.add(findings: [shared.findingWithinFile].compactMap(\.self))
            validation = heldOut
        }
        recipe.limit(&training.rows)
        let replay = try settings.replay.map { try encoded($0, known: known) }
        func examples(_ dataset: EncodedDataset) throws -> ClassificationExamples {
            let read = try labels.targets(of: dataset)
            cache.add(findings: read.findings)
            return ClassificationExamples(read)
        }
        var learned = try examples(training)
        data = TrainingData(
            training: TrainingPlan.Data(training),
            validation: validation.map {
                var data = TrainingPlan.Data($0)
                data.holdOut(settings)
                return data
            },
            replay: replay.map(TrainingPlan.Data.init), labels: labels.names,
            labelCounts: labels.counts(learned.targets))
        if let replay { learned = learned.followed(by: try examples(replay)) }
        self.settings = settings
        self.start = start
        self.cache = cache
        self.labels = labels
        self.training = learned
        self.validation = try validation.map(examples)
        ownCount = training.rows.count
    }

    func model(using generator: inout SplitMix64) throws -> SequenceClassificationModel {
        try SequenceClassificationModel(
            pretrained: settings.model, labels: labels.names, task: settings.recipe.task,
            columns: settings.training.trainedColumns(), using: &generator,
            allowance: settings.allowance)
    }

    func subject(
        training model: SequenceClassificationModel, observe: (TrainingEvent) -> Void, shouldStop: () -> Bool
    ) throws -> PreparedSubject {
        let recipe = settings.recipe
        var (training, validation) = (training, validation)
        var featuresFromCache: Bool?
        let work = FeatureExtraction(cache: cache, precision: start.precision.precision, team: .shared)
        func observeFeatures(done: Int, total: Int) { observe(.features(done: done, total: total)) }
        if let teacher = settings.teacher {
            training.teacherLogits = try work.teacherLogits(
                of: training, teacher: teacher, labels: labels, tokenizer: start.tokenizer,
                observe: observeFeatures, shouldStop: shouldStop)
        }
        if recipe.trainableLayers == .headOnly {
            func features(of examples: inout ClassificationExamples) throws {
                let fromCache = try work.replaceTokens(
                    of: &examples, weights: start.weightsHash, model: model, observe: observeFeatures,
                    shouldStop: shouldStop)
                featuresFromCache = (featuresFromCache ?? true) && fromCache
            }
            try features(of: &training)
            if var examples = validation {
                try features(of: &examples)
                validation = examples
            }
        }
        let subject = ClassificationSubject(
            model: model, training: training, validation: validation, labels: labels,
            loss: try recipe.loss(labels: labels.names, counts: data.labelCounts), recipe: recipe,
            augmenter: try RowAugmenter(
                recipe, tokenizer: start.tokenizer, model: settings.model, precision: start.precision.precision))
        var classes: [Int]?
        if case .classes(let all) = training.targets { classes = all }
        return PreparedSubject(
            kind: .wholeTexts(subject),
            sampler: recipe.sampler(tokenCounts: training.tokenCounts, ownCount: ownCount, classes: classes),
            featuresFromCache: featuresFromCache)
    }
}

extension TrainingPlan.Data {
    fileprivate init(_ dataset: EncodedDataset) {
        self.init(
            path: dataset.path, rowCount: dataset.rows.count, truncatedRowCount: dataset.truncatedRowCount,
            fromCache: dataset.fromCache, sha256: dataset.sha256)
        reading = dataset.description.map(Reading.columns)
    }
}
