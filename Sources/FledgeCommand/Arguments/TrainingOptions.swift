public import ArgumentParser
public import TaskHeads
import Training

/// The length of the training, the batches, and the selection of the best epoch.
struct TrainingOptions: ParsableArguments {
    private static let standard = TrainingRecipe()

    @Option(
        help: "Number of epochs (default: 3, or for small data enough for 300 updates, at most 20).")
    var epochs: Int?
    @Option(help: "Stop after N updates (default: no limit); limits --check-transfer too.")
    var maxSteps: Int?
    @Option(help: "Stop after N epochs without improvement (default: no early stopping).")
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
    @Option(help: "Train on N randomly sampled rows (default: all).")
    var limitRows: Int?
    @Option(help: "Maximum number of tokens of a text (default: 256, or the model's limit if it is lower).")
    var maximumLength: Int?
    @Flag(help: "Recompute activations in the backward pass instead of keeping them, to save memory.")
    var recompute = false

    /// Applies the settings to a recipe.
    func apply(to recipe: inout TrainingRecipe) {
        recipe.epochs = epochs
        recipe.maximumSteps = maxSteps
        recipe.patience = patience
        recipe.metric = metric
        recipe.seed = seed
        recipe.batchSize = batchSize
        recipe.batchTokens = batchTokens
        recipe.groupsByLength = groupByLength
        recipe.rowLimit = limitRows
        recipe.maximumLength = maximumLength
        recipe.recomputesLayers = recompute
    }
}

extension TextTask: ExpressibleByArgument {}
