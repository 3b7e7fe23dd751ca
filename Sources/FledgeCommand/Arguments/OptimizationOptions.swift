public import ArgumentParser
public import Training

/// The optimizer, its learning rate and what is done with gradients.
struct OptimizationOptions: ParsableArguments {
    private static let standard = TrainingRecipe()

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
    @Option(help: "Optimizer: adamw, or adafactor, which needs less memory.")
    var optimizer = standard.optimizer
    @Option(help: "Weight decay; biases and layer norms have none.")
    var weightDecay = standard.weightDecay
    @Option(help: "Gradient clipping norm; 0 for no clipping.")
    var maximumGradientNorm = standard.maximumGradientNorm
    @Option(help: "Gradient accumulation: number of batches per update.")
    var accumulation = standard.accumulation
    @Option(help: "Keep an exponential moving average of the weights, with this decay, such as 0.999.")
    var averageDecay: Double?

    /// Puts the settings into a recipe.
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
