import ArgumentParser
import Datasets
import TaskHeads
import Training

/// The options of training that `fledge train` and `fledge tune` share.
struct LearningOptions: ParsableArguments {
    @OptionGroup(title: "Data options")
    var data: DataOptions
    @OptionGroup(title: "Label options")
    var labels: LabelOptions
    @OptionGroup(title: "Label options")
    var labelOrder: LabelOrderOption
    @OptionGroup(title: "Entity options")
    var entityData: EntityDataOptions
    @OptionGroup
    var recipe: RecipeOptions
    @OptionGroup(title: "Transfer options")
    var strategy: StrategyOptions
    @OptionGroup(title: "Entity options")
    var entityRecipe: EntityRecipeOptions
    @OptionGroup(title: "Model options")
    var precision: PrecisionOption
    @OptionGroup(title: "Model options")
    var allowance: AllowanceOptions
    @OptionGroup(title: "Model options")
    var letterCase: LetterCaseOption

    /// A file of labelled texts that is read according to the options.
    func file(_ path: String) -> LabelledFile {
        var file = data.file(path)
        file.labels = labels.settings
        file.labels.order = labelOrder.order
        entityData.apply(to: &file)
        return file
    }

    /// The recipe that the options describe.
    func recipe(for task: TextTask) -> TrainingRecipe {
        var recipe = recipe.settings
        strategy.apply(to: &recipe)
        entityRecipe.apply(to: &recipe)
        recipe.task = task
        recipe.precision = precision.precision
        return recipe
    }
}
