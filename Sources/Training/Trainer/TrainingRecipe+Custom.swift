/// Defaults for settings that a recipe leaves open.
extension TrainingRecipe {
    /// The default peak learning rate: 0.001 for a head alone, 0.0005 with adapters, and otherwise 5e-5 for an encoder
    /// as wide as BERT-base, more for narrower ones and less for wider ones.
    ///
    /// With Adam, a learning rate in inverse proportion to the width suits layers of any width (Yang et al. 2021,
    /// "Tuning Large Neural Networks via Zero-Shot Hyperparameter Transfer").
    ///
    /// - Parameter width: The hidden size.
    public func customaryLearningRate(width: Int) -> Double {
        if trainableLayers == .headOnly { return 1e-3 }
        if lowRankAdaptation != nil { return 5e-4 }
        // Rounded to a multiple of 1e-8, so that it is readable.
        return min((5000.0 * 768 / Double(width)).rounded() / 1e8, 2e-4)
    }

    /// The default number of epochs: three, or for small datasets enough to make 300 updates, at most twenty.
    ///
    /// Small datasets need longer training (Mosbach et al. 2021, "On the Stability of Fine-tuning BERT").
    ///
    /// - Parameter batches: The number of batches per epoch.
    public func customaryEpochs(batches: Int) -> Int {
        let updates = max(1, batches / accumulation)
        return min(max(3, (300 + updates - 1) / updates), 20)
    }
}

/// The default settings of a recipe for a model and data.
struct CustomarySettings: Encodable {
    let epochs: Int
    let learningRate: Double

    init(_ recipe: TrainingRecipe, width: Int, batches: Int) {
        epochs = recipe.customaryEpochs(batches: batches)
        learningRate = recipe.customaryLearningRate(width: width)
    }

    /// The recipe with these settings filled in where it leaves them open.
    func settled(_ recipe: TrainingRecipe) -> TrainingRecipe {
        var recipe = recipe
        recipe.epochs = recipe.epochs ?? epochs
        recipe.learningRate = recipe.learningRate ?? learningRate
        return recipe
    }
}
