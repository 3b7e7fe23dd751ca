import Checkpoints
import DatasetCaching
import Datasets
import Encoders
import Inference
import InputOutput
import Optimization
import TaskHeads
import TensorKernels
import Tokenization

/// Everything that training needs, read and checked.
struct PreparedTraining {
    let settings: FineTuning
    let model: any TaskModel
    let subject: PreparedSubject
    let files: ModelFiles
    let adaptation: LowRankAdaptation?
    /// The name of the task in PEFT's adapter files.
    let adapterTask: String
    let trainer: Trainer
    /// The run's checkpoints; `nil` for a trial.
    let checkpoints: TrainingCheckpoints?
    let plan: TrainingPlan

    /// - Parameter isTrial: True if nothing is to be written.
    /// - Throws: `FledgeError` for problems with the files; `CancellationError` if `shouldStop` returns true.
    init(
        _ settings: FineTuning, isTrial: Bool = false, cache: DatasetCache,
        observe: (TrainingEvent) -> Void, shouldStop: () -> Bool
    ) throws {
        let start = try TrainingStart(settings)
        func prepared<Preparation: TaskPreparation>(_ type: Preparation.Type) throws -> PreparedTraining {
            try PreparedTraining(
                Preparation(settings, start, cache: cache), settings, start, isTrial: isTrial, observe: observe,
                shouldStop: shouldStop)
        }
        self =
            settings.recipe.task == .entities
            ? try prepared(EntityPreparation.self) : try prepared(ClassificationPreparation.self)
    }

    private init<Preparation: TaskPreparation>(
        _ preparation: Preparation, _ settings: FineTuning, _ start: TrainingStart, isTrial: Bool,
        observe: (TrainingEvent) -> Void, shouldStop: () -> Bool
    ) throws {
        var settings = settings
        var recipe = settings.recipe
        let data = preparation.data
        try Judgement.requireMeasure(recipe.metric, task: recipe.task, labels: data.labels)
        var generator = SplitMix64(seed: recipe.seed)
        let model = try preparation.model(using: &generator)
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
        subject = try preparation.subject(training: model, observe: observe, shouldStop: shouldStop)
        let customary = CustomarySettings(
            recipe, width: start.encoder.hiddenSize, batches: subject.sampler.batchCount)
        recipe = customary.settled(recipe)
        settings.recipe = recipe
        self.settings = settings
        files = ModelFiles(
            family: start.encoder.family, configuration: model.configuration, task: Preparation.words.architecture,
            tokenizer: start.tokenizer, maximumLength: start.limit.tokens)
        adapterTask = Preparation.words.adapters
        checkpoints =
            isTrial
            ? nil
            : TrainingCheckpoints(
                output: settings.output, interval: settings.checkpointInterval, spacing: settings.checkpointSpacing,
                keepCount: settings.keptCheckpoints,
                fingerprint: RunFingerprint(
                    recipe: recipe, precision: start.precision.precision,
                    files: try settings.sources(
                        training: data.training.sha256, validation: data.validation?.sha256,
                        replay: data.replay?.sha256, weights: start.weightsHash)),
                model: files)
        trainer = Trainer(
            subject.trained, recipe: recipe, precision: start.precision.precision, sampler: subject.sampler,
            adaptation: adaptation, checkpoints: checkpoints, newNames: newNames, team: .shared)
        self.model = model
        self.adaptation = adaptation
        plan = TrainingPlan(
            task: recipe.task, training: data.training, validation: data.validation, replay: data.replay,
            labels: data.labels, labelCounts: data.labelCounts, lengthLimit: start.limit,
            tokenizerWarnings: start.tokenizer.warnings, precision: start.precision,
            weightsHash: start.weightsHash, loadReport: model.report, newParameters: newNames,
            parameterCount: model.parameters.layout.parameterCount,
            trainableParameterCount: recipe.probe == nil
                ? trainer.trainableParameterCount : subject.outputParameterCount,
            trainedDescription: recipe.trainedDescription,
            pace: recipe.probe == nil ? (trainer.epochs, trainer.schedule.peak) : nil, customary: customary,
            featuresFromCache: subject.featuresFromCache)
    }

    /// The rows of a training run on whole texts.
    ///
    /// - Precondition: The task is not entities.
    var classification: ClassificationSubject {
        guard case .wholeTexts(let subject) = subject.kind else {
            preconditionFailure("only models of whole texts come here")
        }
        return subject
    }
}

extension TrainingRecipe {
    /// Keeps the number of rows that the recipe specifies, drawn with its seed.
    func limit<Row>(_ rows: inout [Row]) {
        guard let rowLimit, rowLimit < rows.count else { return }
        // A stream of random numbers that no epoch uses.
        var generator = SplitMix64(seed: seed, at: -5)
        generator.shuffle(&rows)
        rows.removeLast(rows.count - rowLimit)
    }
}
