public import ArgumentParser
public import TaskHeads
public import Training

/// The settings of a training recipe; each has the recipe's own default.
struct RecipeOptions: ParsableArguments {
    private static let standard = TrainingRecipe()

    @Option(
        help: "Number of epochs (default: 3, or for small data as many as make 300 updates, at most 20).")
    var epochs: Int?
    @Option(help: "Stop after N updates; limits --check-transfer too.")
    var maxSteps: Int?
    @Option(help: "Stop after N epochs without improvement (early stopping).")
    var patience: Int?
    @Option(help: "Metric that selects the best epoch, a key of evaluate --json (default: the task's own).")
    var metric: String?
    @Option(help: "Seed of new weights, held-out rows, the order of rows and dropout.")
    var seed = standard.seed

    @Option(help: "Batch size in rows.")
    var batchSize = standard.batchSize
    @Option(help: "Batch size in tokens: as many whole rows as fit, instead of --batch-size.")
    var batchTokens: Int?
    @Flag(help: "Batch rows of similar length: faster on texts of very different lengths.")
    var groupByLength = false
    @Option(help: "Train on N rows, drawn by the seed (default: all).")
    var limitRows: Int?
    @Flag(help: "Draw every class equally often.")
    var balanceClasses = false
    @Option(help: "Gradient accumulation: number of batches per update.")
    var accumulation = standard.accumulation
    @Option(help: "Maximum number of tokens of a text (default: 256, or the model's limit if it is lower).")
    var maximumLength: Int?
    @Option(help: "Probability that a word is left out, drawn again in each epoch.")
    var wordDropout = standard.wordDropout
    @Option(help: "Probability that a word is swapped with the next one.")
    var wordSwap = standard.wordSwap
    @Option(help: "Probability that a word is replaced by a prediction of the model's masked-language-model head.")
    var wordReplacement = standard.wordReplacement

    @Option(help: "Optimizer: adamw, or adafactor, which needs less memory.")
    var optimizer = standard.optimizer
    @Option(
        help: """
            Peak learning rate (default: 5e-05 for an encoder as wide as BERT-base, more for narrower ones, such as \
            0.0001 for MiniLM; 0.001 with --freeze-encoder, 0.0005 with --lora).
            """)
    var learningRate: Double?
    @Option(
        help: """
            Learning-rate schedule after the warm-up: linear, cosine, constant, polynomial, inverse-square-root or \
            one-cycle.
            """)
    var schedule = standard.schedule
    @Option(help: "Power of the polynomial schedule.")
    var schedulePower = standard.schedulePower
    @Option(help: "Warm-up as a share of all updates.")
    var warmupShare = standard.warmupShare
    @Option(help: "Warm-up in updates, instead of the share.")
    var warmupSteps: Int?
    @Option(help: "Weight decay; biases and layer norms have none.")
    var weightDecay = standard.weightDecay
    @Option(help: "Gradient clipping norm; 0 for no clipping.")
    var maximumGradientNorm = standard.maximumGradientNorm
    @Option(help: "Keep an exponential moving average of the weights, with this decay, such as 0.999.")
    var averageDecay: Double?

    @Flag(help: "Train without dropout.")
    var noDropout = false
    @Option(help: "Multi-sample dropout: number of dropout masks averaged in the head.")
    var dropoutSamples = standard.dropoutSamples
    @Option(help: "Label smoothing: share of each target spread evenly over all classes.")
    var labelSmoothing = standard.labelSmoothing
    @Option(help: "Weights of the classes in the loss: none, balanced, or label=weight,label=weight.")
    var classWeights = standard.classWeights
    @Option(help: "Focal-loss gamma: down-weights examples the model already gets right; 0 for none.")
    var focalExponent = standard.focalExponent
    @Option(help: "R-Drop: weight of the divergence between two passes with different dropout; 0 for a single pass.")
    var rDrop = standard.consistency
    @Option(
        help: "With --task ordinal: how fast a class's share of the target falls with its distance from the true class."
    )
    var ordinalSharpness = standard.ordinalSharpness

    @Flag(help: "Recompute activations in the backward pass instead of keeping them: less memory, more time.")
    var recompute = false

    /// The recipe with these settings.
    var settings: TrainingRecipe {
        var recipe = TrainingRecipe()
        recipe.epochs = epochs
        recipe.maximumSteps = maxSteps
        recipe.patience = patience
        recipe.metric = metric
        recipe.seed = seed
        recipe.batchSize = batchSize
        recipe.batchTokens = batchTokens
        recipe.groupsByLength = groupByLength
        recipe.rowLimit = limitRows
        recipe.balancesClasses = balanceClasses
        recipe.accumulation = accumulation
        recipe.maximumLength = maximumLength
        recipe.wordDropout = wordDropout
        recipe.wordSwap = wordSwap
        recipe.wordReplacement = wordReplacement
        recipe.optimizer = optimizer
        recipe.learningRate = learningRate
        recipe.schedule = schedule
        recipe.schedulePower = schedulePower
        recipe.warmupShare = warmupShare
        recipe.warmupSteps = warmupSteps
        recipe.weightDecay = weightDecay
        recipe.maximumGradientNorm = maximumGradientNorm
        recipe.averageDecay = averageDecay
        recipe.usesDropout = !noDropout
        recipe.dropoutSamples = dropoutSamples
        recipe.labelSmoothing = labelSmoothing
        recipe.classWeights = classWeights
        recipe.focalExponent = focalExponent
        recipe.consistency = rDrop
        recipe.ordinalSharpness = ordinalSharpness
        recipe.recomputesLayers = recompute
        return recipe
    }
}

extension OptimizerKind: ExpressibleByArgument {}
extension ScheduleKind: ExpressibleByArgument {}
extension TextTask: ExpressibleByArgument {}

extension ClassWeights: ExpressibleByArgument {
    public init?(argument: String) {
        switch argument {
        case "none": self = .none
        case "balanced": self = .balanced
        default:
            var weights: [String: Double] = [:]
            for part in argument.split(separator: ",") {
                guard let sign = part.lastIndex(of: "="),
                    let weight = Double(String(part[part.index(after: sign)...]).trimmingSpaces),
                    weight >= 0, weight.isFinite
                else { return nil }
                weights[String(part[..<sign]).trimmingSpaces] = weight
            }
            self = .given(weights)
        }
    }

    public var defaultValueDescription: String { "none" }
}
