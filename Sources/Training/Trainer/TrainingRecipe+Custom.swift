/// What a recipe does where it leaves the choice to Fledge.
extension TrainingRecipe {
    /// The highest learning rate where the recipe says none: 0.001 for a head alone, 0.0005 with adapters, and otherwise
    /// 5e-5 for an encoder as wide as BERT-base, more for narrower ones and less for wider ones.
    ///
    /// Steps of Adam suit layers of any width where they are in inverse proportion to it (Yang et al. 2021, "Tuning Large
    /// Neural Networks via Zero-Shot Hyperparameter Transfer").
    ///
    /// - Parameter width: The number of values of a hidden state.
    public func customaryLearningRate(width: Int) -> Double {
        if trainableLayers == .headOnly { return 1e-3 }
        if lowRankAdaptation != nil { return 5e-4 }
        // In hundredths of a millionth, so that people can read it.
        return min((5000.0 * 768 / Double(width)).rounded() / 1e8, 2e-4)
    }

    /// The number of epochs where the recipe says none: three, or for few rows as many as make 300 updates, twenty at most.
    ///
    /// What few rows need is not more of them but time (Mosbach et al. 2021, "On the Stability of Fine-tuning BERT").
    ///
    /// - Parameter batches: The number of batches of an epoch.
    public func customaryEpochs(batches: Int) -> Int {
        let updates = max(1, batches / accumulation)
        return min(max(3, (300 + updates - 1) / updates), 20)
    }
}

/// What a recipe would do by itself, for a model and data.
struct CustomarySettings: Encodable {
    let epochs: Int
    let learningRate: Double

    init(_ recipe: TrainingRecipe, width: Int, batches: Int) {
        epochs = recipe.customaryEpochs(batches: batches)
        learningRate = recipe.customaryLearningRate(width: width)
    }

    /// A recipe with these settings where it leaves the choice.
    func settled(_ recipe: TrainingRecipe) -> TrainingRecipe {
        var recipe = recipe
        recipe.epochs = recipe.epochs ?? epochs
        recipe.learningRate = recipe.learningRate ?? learningRate
        return recipe
    }
}
