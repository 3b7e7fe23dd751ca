public import ArgumentParser
public import TaskHeads
public import Training

/// The settings of a training recipe; each has the recipe's own default.
struct RecipeOptions: ParsableArguments {
    private static let standard = TrainingRecipe()

    @Option(
        help: "How often every row is seen (default: 3, or with few rows as often as makes 300 updates, at most 20).")
    var epochs: Int?
    @Option(help: "End after so many updates.")
    var maxSteps: Int?
    @Option(help: "End where so many epochs brought nothing better.")
    var patience: Int?
    @Option(help: "Measure that tells the best epoch, as evaluate --json names it (default: the task's own).")
    var metric: String?
    @Option(help: "What new weights, the order of rows and dropout derive from.")
    var seed = standard.seed

    @Option(help: "Rows in a batch.")
    var batchSize = standard.batchSize
    @Option(help: "Tokens in a batch, which then has as many whole rows as fit, in place of --batch-size.")
    var batchTokens: Int?
    @Flag(help: "Put rows of similar length into a batch: faster on texts of very different lengths.")
    var groupByLength = false
    @Option(help: "Learn from so many rows, drawn by the seed (default: all).")
    var limitRows: Int?
    @Flag(help: "Draw every class equally often.")
    var balanceClasses = false
    @Option(help: "Batches whose gradients make one update.")
    var accumulation = standard.accumulation
    @Option(help: "Most tokens of a text (default: 256, or the model's limit where it is lower).")
    var maximumLength: Int?
    @Option(help: "Probability for each word to be left out, anew each time that a text is seen.")
    var wordDropout = standard.wordDropout
    @Option(help: "Probability for each word to change places with the next one.")
    var wordSwap = standard.wordSwap
    @Option(help: "Probability for each word to be replaced by what the model's head for masked words proposes.")
    var wordReplacement = standard.wordReplacement

    @Option(help: "Rule of the updates: adamw, or adafactor, which takes less memory.")
    var optimizer = standard.optimizer
    @Option(
        help: """
            The highest learning rate (default: 5e-05 for an encoder as wide as BERT-base, more for narrower ones, such as \
            0.0001 for MiniLM; 0.001 with --freeze-encoder, 0.0005 with --lora).
            """)
    var learningRate: Double?
    @Option(
        help: """
            How the learning rate goes on after the warm-up: linear, cosine, constant, polynomial, inverse-square-root or \
            one-cycle.
            """)
    var schedule = standard.schedule
    @Option(help: "Power of --schedule polynomial.")
    var schedulePower = standard.schedulePower
    @Option(help: "Share of all updates during which the learning rate rises.")
    var warmupShare = standard.warmupShare
    @Option(help: "Number of updates during which the learning rate rises, in place of the share.")
    var warmupSteps: Int?
    @Option(help: "Decay of weights; biases and layer normalisations have none.")
    var weightDecay = standard.weightDecay
    @Option(help: "Norm that gradients are clipped to; 0 for no clipping.")
    var maximumGradientNorm = standard.maximumGradientNorm
    @Option(help: "Keep an exponential moving average of the weights, with this decay, such as 0.999.")
    var averageDecay: Double?

    @Flag(help: "Train without dropout.")
    var noDropout = false
    @Option(help: "Dropout masks that the head averages over.")
    var dropoutSamples = standard.dropoutSamples
    @Option(help: "Share of each target that is spread evenly over all classes.")
    var labelSmoothing = standard.labelSmoothing
    @Option(help: "What the loss of each class is multiplied by: none, balanced, or label=weight,label=weight.")
    var classWeights = standard.classWeights
    @Option(help: "Exponent of a focal loss, which forgets rows that are known well; 0 for none.")
    var focalExponent = standard.focalExponent
    @Option(help: "R-Drop: how strongly two passes with different dropout are drawn together; 0 for a single pass.")
    var rDrop = standard.consistency
    @Option(
        help: "With --task ordinal: how fast a class's share of the target falls with its distance from the true one.")
    var ordinalSharpness = standard.ordinalSharpness

    @Flag(help: "Compute activations again in the backward pass in place of keeping them: less memory, more time.")
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
                guard let sign = part.lastIndex(of: "="), let weight = Double(part[part.index(after: sign)...]),
                    weight >= 0, weight.isFinite
                else { return nil }
                weights[String(part[..<sign])] = weight
            }
            self = .given(weights)
        }
    }

    public var defaultValueDescription: String { "none" }
}
