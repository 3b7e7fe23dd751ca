import Checkpoints
import Datasets
import Encoders
import Inference
import InputOutput
import TaskHeads
import TensorKernels
import Tokenization

/// Everything that training needs, read and checked.
struct PreparedTraining {
    let settings: ClassifierTraining
    let model: SequenceClassificationModel
    let tokenizer: Tokenizer
    let trainer: ClassificationTrainer
    let plan: TrainingPlan

    /// The limit where neither the caller nor the model asks for another.
    private static let customaryLength = LengthLimit(tokens: 256, source: "the default")

    /// - Throws: `FledgeError` for what is wrong with the files; `CancellationError` where `shouldStop` says so.
    init(
        _ settings: ClassifierTraining, cache: DatasetCache, observe: (TrainingEvent) -> Void, shouldStop: () -> Bool
    ) throws {
        self.settings = settings
        let recipe = settings.recipe
        let precision = try Precision.choice(recipe.precision, for: .training)
        let configuration = try ModelConfiguration(directory: settings.model)
        let encoder = try EncoderConfiguration(configuration)
        tokenizer = try Tokenizer(directory: settings.model)
        try tokenizer.requireFits(vocabularySize: encoder.vocabularySize, of: configuration.path)
        if case .top(let count) = recipe.trainableLayers, count > encoder.layerCount {
            throw FledgeError(
                .usage, "the model does not have so many layers to train", expected: "at most \(encoder.layerCount)",
                found: "\(count)")
        }
        let limit = try LengthLimit(
            requested: recipe.maximumLength, tokenizer: tokenizer, encoder: encoder, further: [Self.customaryLength])

        let training = try settings.training.encoded(
            with: tokenizer, maximumLength: limit.tokens, cache: cache)
        try encoder.requireFits(typeIDs: training.rows.lazy.flatMap { $0.typeIDs ?? [] })
        let labels = LabelSet(names: training.labelNames)
        try labels.requireSeveral(at: training.path)
        let validation = try settings.validation?.encoded(
            with: tokenizer, maximumLength: limit.tokens, cache: cache)
        var trainingExamples = ClassificationExamples(training, classes: try labels.mapping(for: training))
        var validationExamples = try validation.map { ClassificationExamples($0, classes: try labels.mapping(for: $0)) }

        var generator = SplitMix64(seed: recipe.seed)
        let model = try SequenceClassificationModel(
            pretrained: settings.model, labels: labels.names, using: &generator, allowance: settings.allowance)
        self.model = model
        var featuresFromCache: Bool?
        if recipe.trainableLayers == .headOnly {
            let weights = try Checkpoint.weights(directory: settings.model)
            func features(of examples: ClassificationExamples) throws -> ClassificationExamples {
                let (features, fromCache) = try FeatureExtraction.features(
                    of: examples, weights: weights, model: model, cache: cache,
                    precision: precision.precision, team: .shared,
                    observe: { observe(.features(done: $0, total: $1)) }, shouldStop: shouldStop)
                featuresFromCache = (featuresFromCache ?? true) && fromCache
                return features
            }
            trainingExamples = try features(of: trainingExamples)
            validationExamples = try validationExamples.map(features)
        }
        trainer = ClassificationTrainer(
            model: model, recipe: recipe, precision: precision.precision, training: trainingExamples,
            validation: validationExamples, team: .shared)
        plan = TrainingPlan(
            training: TrainingPlan.Data(training), validation: validation.map(TrainingPlan.Data.init),
            labels: labels.names, lengthLimit: limit, precision: precision, loadReport: model.report,
            parameterCount: model.parameters.layout.parameterCount,
            trainableParameterCount: trainer.trainableParameterCount, trainableLayers: recipe.trainableLayers,
            featuresFromCache: featuresFromCache)
    }
}

extension TrainingPlan.Data {
    init(_ dataset: EncodedDataset) {
        self.init(
            path: dataset.path, rowCount: dataset.rows.count, truncatedRowCount: dataset.truncatedRowCount,
            fromCache: dataset.fromCache)
    }
}
