import ArgumentParser
import Training

/// The settings of a training recipe; each has the recipe's own default.
struct RecipeOptions: ParsableArguments {
    @OptionGroup(title: "Training options")
    var training: TrainingOptions
    @OptionGroup(title: "Optimization options")
    var optimization: OptimizationOptions
    @OptionGroup(title: "Regularization options")
    var regularization: RegularizationOptions

    /// The recipe with these settings.
    var settings: TrainingRecipe {
        var recipe = TrainingRecipe()
        training.apply(to: &recipe)
        optimization.apply(to: &recipe)
        regularization.apply(to: &recipe)
        return recipe
    }
}
