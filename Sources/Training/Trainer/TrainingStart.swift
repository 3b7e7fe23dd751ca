import Checkpoints
import Encoders
import Inference
import TensorKernels
import Tokenization

/// The common start of every training run: the settings and the tokenizer of the pretrained checkpoint, checked against
/// each other.
struct TrainingStart {
    let precision: Precision.Choice
    let configuration: ModelConfiguration
    let encoder: EncoderConfiguration
    let tokenizer: Tokenizer
    let limit: LengthLimit
    /// Identifies the pretrained weights.
    let weightsHash: String

    /// The length limit if neither the caller nor the model specifies another.
    static let customaryLength = LengthLimit(tokens: 256, source: "the default")

    init(_ settings: FineTuning) throws {
        let recipe = settings.recipe
        precision = try Precision.choice(recipe.precision, for: .training)
        configuration = try ModelConfiguration(directory: settings.model)
        // Adapters alone cannot be trained from: that is known before any data are read.
        _ = try Checkpoint.weights(directory: settings.model)
        encoder = try EncoderConfiguration(configuration)
        tokenizer = try Tokenizer(directory: settings.model, letterCase: settings.letterCase)
        try tokenizer.requireFits(vocabularySize: encoder.vocabularySize, of: configuration.path)
        limit = try LengthLimit(
            requested: recipe.maximumLength, tokenizer: tokenizer, encoder: encoder, further: [Self.customaryLength])
        weightsHash = try Checkpoint.contentHash(ofWeightsIn: settings.model)
    }
}
