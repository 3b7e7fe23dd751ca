public import ArgumentParser
public import Training

/// The optimizer, the learning rate, and the clipping and accumulation of gradients.
struct OptimizationOptions: ParsableArguments {
    private static let standard = TrainingRecipe()

    @Option(
        help: """
            Peak learning rate (default: 5e-05 for an encoder as wide as BERT-base, more for narrower ones, such as \
            0.0001 for MiniLM; 0.001 with --freeze-encoder, 0.0005 with --lora).
            """)
    var learningRate: Double?
    @Option(
        help: "Learning-rate schedule after the warmup.")
    var schedule = standard.schedule
    @Option(help: "Power of the polynomial schedule.")
    var schedulePower = standard.schedulePower
    @Option(help: "Warmup as a share of all updates.")
    var warmupShare = standard.warmupShare
    @Option(help: "Warmup in updates, instead of --warmup-share.")
    var warmupSteps: Int?
    @Option(help: "Optimizer; adafactor needs less memory than adamw.")
    var optimizer = standard.optimizer
    @Option(help: "Weight decay, except for biases and layer norms.")
    var weightDecay = standard.weightDecay
    @Option(help: "Maximum gradient norm (clipping); 0 for no clipping.")
    var maximumGradientNorm = standard.maximumGradientNorm
    @Option(help: "Gradient accumulation: number of batches per update.")
    var accumulation = standard.accumulation
    @Option(
        help: """
            Keep an exponential moving average of the weights with this decay, such as 0.999 (default: no average).
            """)
    var averageDecay: Double?

    /// Applies the settings to a recipe.
    func apply(to recipe: inout TrainingRecipe) {
        recipe.learningRate = learningRate
        recipe.schedule = schedule
        recipe.schedulePower = schedulePower
        recipe.warmupShare = warmupShare
        recipe.warmupSteps = warmupSteps
        recipe.optimizer = optimizer
        recipe.weightDecay = weightDecay
        recipe.maximumGradientNorm = maximumGradientNorm
        recipe.accumulation = accumulation
        recipe.averageDecay = averageDecay
    }
}

extension OptimizerKind: ExpressibleByArgument {}
extension ScheduleKind: ExpressibleByArgument {}
