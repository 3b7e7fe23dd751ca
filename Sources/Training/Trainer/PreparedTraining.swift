import Checkpoints
import Datasets
import Encoders
import Foundation
import Inference
import InputOutput
import TaskHeads
import TensorKernels
import Tokenization

/// Everything that training needs, read and checked.
struct PreparedTraining {
    let settings: ClassifierTraining
    let subject: ClassificationSubject
    let files: ModelFiles
    let adaptation: LowRankAdaptation?
    let trainer: Trainer
    /// Where the run is kept; `nil` for a trial.
    let checkpoints: TrainingCheckpoints?
    let plan: TrainingPlan

    /// The limit where neither the caller nor the model asks for another.
    static let customaryLength = LengthLimit(tokens: 256, source: "the default")

    /// - Parameter isTrial: Whether nothing is to be written.
    /// - Throws: `FledgeError` for what is wrong with the files; `CancellationError` where `shouldStop` says so.
    init(
        _ settings: ClassifierTraining, isTrial: Bool = false, cache: DatasetCache,
        observe: (TrainingEvent) -> Void, shouldStop: () -> Bool
    ) throws {
        self.settings = settings
        let recipe = settings.recipe
        let precision = try Precision.choice(recipe.precision, for: .training)
        let configuration = try ModelConfiguration(directory: settings.model)
        let encoder = try EncoderConfiguration(configuration)
        let tokenizer = try Tokenizer(directory: settings.model)
        try tokenizer.requireFits(vocabularySize: encoder.vocabularySize, of: configuration.path)
        let limit = try LengthLimit(
            requested: recipe.maximumLength, tokenizer: tokenizer, encoder: encoder, further: [Self.customaryLength])

        func encoded(_ file: LabelledFile) throws -> EncodedDataset {
            let dataset = try file.encoded(
                with: tokenizer, maximumLength: limit.tokens, task: recipe.task, cache: cache)
            try encoder.requireFits(typeIDs: dataset.rows.lazy.flatMap { $0.typeIDs ?? [] })
            return dataset
        }
        var training = try encoded(settings.training)
        let labels = try TaskLabels(recipe.task, training: training)
        var validation = try settings.validation.map(encoded)
        if let share = settings.heldOutShare, validation == nil {
            validation = try training.holdOut(share: share, task: recipe.task, seed: recipe.seed)
        }
        if let limit = recipe.rowLimit, limit < training.rows.count {
            // A place that no epoch has.
            var generator = SplitMix64(seed: recipe.seed, at: -5)
            generator.shuffle(&training.rows)
            training.rows.removeLast(training.rows.count - limit)
        }
        let replay = try settings.replay.map(encoded)
        var trainingExamples = ClassificationExamples(training, targets: try labels.targets(of: training))
        let ownTargets = trainingExamples.targets
        if let replay {
            trainingExamples = trainingExamples.followed(
                by: ClassificationExamples(replay, targets: try labels.targets(of: replay)))
        }
        var validationExamples = try validation.map { ClassificationExamples($0, targets: try labels.targets(of: $0)) }

        var generator = SplitMix64(seed: recipe.seed)
        let model = try SequenceClassificationModel(
            pretrained: settings.model, labels: labels.names, task: recipe.task, using: &generator,
            allowance: settings.allowance)
        try recipe.trainableLayers.requireFits(model)
        var newNames = model.report.newlyInitialised
        if recipe.startsAnew {
            newNames = LayerReinitialization.applyToAll(of: model, using: &generator)
        } else if recipe.newLayers > 0 {
            newNames += try LayerReinitialization.apply(layers: recipe.newLayers, of: model, using: &generator)
        }
        let adaptation = try recipe.lowRankAdaptation.map {
            try LowRankAdaptation($0, model: model, using: &generator)
        }

        var featuresFromCache: Bool?
        let work = FeatureExtraction(
            cache: cache, precision: precision.precision, team: .shared)
        func observeFeatures(done: Int, total: Int) { observe(.features(done: done, total: total)) }
        if let teacher = settings.teacher {
            trainingExamples.teacherLogits = try work.teacherLogits(
                of: trainingExamples, teacher: teacher, labels: labels, tokenizer: tokenizer,
                observe: observeFeatures, shouldStop: shouldStop)
        }
        if recipe.trainableLayers == .headOnly {
            let weights = try Checkpoint.weights(directory: settings.model)
            func features(of examples: inout ClassificationExamples) throws {
                let fromCache = try work.replaceTokens(
                    of: &examples, weights: weights, model: model, observe: observeFeatures,
                    shouldStop: shouldStop)
                featuresFromCache = (featuresFromCache ?? true) && fromCache
            }
            try features(of: &trainingExamples)
            if var examples = validationExamples {
                try features(of: &examples)
                validationExamples = examples
            }
        }
        subject = ClassificationSubject(
            model: model, training: trainingExamples, validation: validationExamples, labels: labels,
            loss: try recipe.loss(labels: labels, counts: labels.counts(ownTargets)), recipe: recipe,
            augmenter: try RowAugmenter(
                recipe, tokenizer: tokenizer, model: settings.model, precision: precision.precision))
        files = ModelFiles(
            family: encoder.family, configuration: model.configuration, task: "SequenceClassification",
            tokenizer: tokenizer, maximumLength: limit.tokens)
        var sources = [("training data", training.sha256)]
        if let validation { sources.append(("validation data", validation.sha256)) }
        if let replay { sources.append(("replayed data", replay.sha256)) }
        let weightFiles = Set(try Checkpoint.weights(directory: settings.model).allTensors.map(\.file)).sorted()
        sources.append(("model", try weightFiles.map { try ContentHash.sha256(path: $0) }.joined(separator: " ")))
        checkpoints =
            isTrial
            ? nil
            : TrainingCheckpoints(
                output: settings.output, interval: settings.checkpointInterval, spacing: settings.checkpointSpacing,
                keepCount: settings.keptCheckpoints,
                fingerprint: RunFingerprint(
                    recipe: recipe, precision: precision.precision,
                    arithmetic: "\(Processor.kernelLevel) over OpenBLAS's \(OpenBLAS.status.core)",
                    files: Dictionary(uniqueKeysWithValues: sources)),
                model: files)
        trainer = Trainer(
            subject, recipe: recipe, precision: precision.precision,
            sampler: recipe.sampler(for: trainingExamples, ownCount: training.rows.count), adaptation: adaptation,
            checkpoints: checkpoints, newNames: newNames, team: .shared)
        self.adaptation = adaptation
        plan = TrainingPlan(
            task: recipe.task, training: TrainingPlan.Data(training),
            validation: validation.map(TrainingPlan.Data.init),
            replay: replay.map(TrainingPlan.Data.init), labels: labels.names,
            labelCounts: labels.counts(ownTargets), lengthLimit: limit, precision: precision,
            loadReport: model.report, newParameters: newNames,
            parameterCount: model.parameters.layout.parameterCount,
            trainableParameterCount: recipe.probe == nil
                ? trainer.trainableParameterCount : subject.outputParameterCount,
            trainedDescription: recipe.trainedDescription,
            featuresFromCache: featuresFromCache)
    }
}

extension TrainingPlan.Data {
    init(_ dataset: EncodedDataset) {
        self.init(
            path: dataset.path, rowCount: dataset.rows.count, truncatedRowCount: dataset.truncatedRowCount,
            fromCache: dataset.fromCache, sha256: dataset.sha256)
    }
}
