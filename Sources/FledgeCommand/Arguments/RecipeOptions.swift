import ArgumentParser
import Training

/// The settings of a training recipe; each has the recipe's own default.
struct RecipeOptions: ParsableArguments {
    private static let standard = TrainingRecipe()

    @Option(help: "How often every row is seen.")
    var epochs = standard.epochs
    @Option(help: "Rows in a batch.")
    var batchSize = standard.batchSize
    @Option(help: "Batches whose gradients make one update.")
    var accumulation = standard.accumulation
    @Option(help: "The highest learning rate (default: 5e-05; 0.001 with --freeze-encoder).")
    var learningRate: Double?
    @Option(help: "Decay of weights; biases and layer normalisations have none.")
    var weightDecay = standard.weightDecay
    @Option(help: "Share of all updates during which the learning rate rises; afterwards it falls to 0.")
    var warmupShare = standard.warmupShare
    @Option(help: "Norm that gradients are clipped to; 0 for no clipping.")
    var maximumGradientNorm = standard.maximumGradientNorm
    @Option(help: "Most tokens of a text (default: 256, or the model's limit where it is lower).")
    var maximumLength: Int?
    @Option(help: "What new weights, the order of rows and dropout derive from.")
    var seed = standard.seed
    @Option(help: "End after so many updates.")
    var maxSteps: Int?
    @Flag(help: "Train the head alone, on features that the encoder gives once; they are cached.")
    var freezeEncoder = false
    @Option(help: "Train the head and so many layers from the top of the encoder.")
    var trainLayers: Int?
    @Flag(help: "Train without dropout.")
    var noDropout = false

    @Flag(
        help: "Compute activations again in the backward pass in place of keeping them: less memory, more time.")
    var recompute = false

    func validate() throws {
        if freezeEncoder, trainLayers != nil {
            throw ValidationError("--freeze-encoder and --train-layers exclude each other: choose one of them.")
        }
    }

    var recipe: TrainingRecipe {
        var recipe = TrainingRecipe()
        recipe.epochs = epochs
        recipe.batchSize = batchSize
        recipe.accumulation = accumulation
        recipe.learningRate = learningRate ?? (freezeEncoder ? 1e-3 : recipe.learningRate)
        recipe.weightDecay = weightDecay
        recipe.warmupShare = warmupShare
        recipe.maximumGradientNorm = maximumGradientNorm
        recipe.maximumLength = maximumLength
        recipe.seed = seed
        recipe.maximumSteps = maxSteps
        recipe.usesDropout = !noDropout
        recipe.recomputesLayers = recompute
        if freezeEncoder { recipe.trainableLayers = .headOnly }
        if let trainLayers { recipe.trainableLayers = .top(trainLayers) }
        return recipe
    }
}
