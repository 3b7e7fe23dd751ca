public import ArgumentParser
import Foundation
public import Training

/// Dropout, loss and augmentation: settings against overfitting and class imbalance.
struct RegularizationOptions: ParsableArguments {
    private static let standard = TrainingRecipe()

    @Flag(help: "Train without dropout.")
    var noDropout = false
    @Option(help: "Multi-sample dropout: number of dropout masks averaged in the head.")
    var dropoutSamples = standard.dropoutSamples
    @Option(help: "R-Drop: weight of the divergence between two passes with different dropout; 0 for a single pass.")
    var rDrop = standard.consistency
    @Option(help: "Label smoothing: share of each target spread evenly over all classes.")
    var labelSmoothing = standard.labelSmoothing
    @Option(help: "Weights of the classes in the loss: none, balanced, or label=weight,label=weight.")
    var classWeights = standard.classWeights
    @Flag(help: "Sample all classes equally often.")
    var balanceClasses = false
    @Option(help: "Focal-loss gamma: down-weights examples the model already gets right; 0 for none.")
    var focalExponent = standard.focalExponent
    @Option(
        help: """
            With --task ordinal: rate at which a class's share of the target falls with its distance from the true \
            class.
            """
    )
    var ordinalSharpness = standard.ordinalSharpness
    @Option(help: "Probability that a word is left out, sampled again in each epoch.")
    var wordDropout = standard.wordDropout
    @Option(help: "Probability that a word is swapped with the next one.")
    var wordSwap = standard.wordSwap
    @Option(help: "Probability that a word is replaced by a prediction of the model's masked-language-model head.")
    var wordReplacement = standard.wordReplacement

    /// Applies the settings to a recipe.
    func apply(to recipe: inout TrainingRecipe) {
        recipe.usesDropout = !noDropout
        recipe.dropoutSamples = dropoutSamples
        recipe.consistency = rDrop
        recipe.labelSmoothing = labelSmoothing
        recipe.classWeights = classWeights
        recipe.balancesClasses = balanceClasses
        recipe.focalExponent = focalExponent
        recipe.ordinalSharpness = ordinalSharpness
        recipe.wordDropout = wordDropout
        recipe.wordSwap = wordSwap
        recipe.wordReplacement = wordReplacement
    }
}

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
