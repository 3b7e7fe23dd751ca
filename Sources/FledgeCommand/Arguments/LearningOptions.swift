import ArgumentParser
import Datasets
import TaskHeads
import Training

/// How is learned, and from what: the options that training and a search for its settings have in common.
struct LearningOptions: ParsableArguments {
    @OptionGroup(title: "Data options")
    var data: DataOptions
    @OptionGroup(title: "Label options")
    var labels: LabelOptions
    @OptionGroup(title: "Label options")
    var labelOrder: LabelOrderOption
    @OptionGroup(title: "Options of data with entities")
    var entityData: EntityDataOptions
    @OptionGroup(title: "Recipe options")
    var recipe: RecipeOptions
    @OptionGroup(title: "Transfer options")
    var strategy: StrategyOptions
    @OptionGroup(title: "Options of the task entities")
    var entityRecipe: EntityRecipeOptions
    @OptionGroup
    var precision: PrecisionOption
    @OptionGroup(title: "Weights options")
    var allowance: AllowanceOptions
    @OptionGroup(title: "Tokenizer options")
    var letterCase: LetterCaseOption

    /// A file of labelled texts, to be read as the options say.
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
