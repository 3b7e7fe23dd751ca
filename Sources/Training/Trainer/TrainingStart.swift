import Checkpoints
import Encoders
import Inference
import TensorKernels
import Tokenization

/// What every training begins with, whatever its task: the pretrained checkpoint's settings and tokenizer, checked against
/// each other.
struct TrainingStart {
    let precision: Precision.Choice
    let configuration: ModelConfiguration
    let encoder: EncoderConfiguration
    let tokenizer: Tokenizer
    let limit: LengthLimit
    /// What tells the pretrained weights from others.
    let weightsHash: String

    /// The limit where neither the caller nor the model asks for another.
    static let customaryLength = LengthLimit(tokens: 256, source: "the default")

    init(_ settings: FineTuning) throws {
        let recipe = settings.recipe
        precision = try Precision.choice(recipe.precision, for: .training)
        configuration = try ModelConfiguration(directory: settings.model)
        encoder = try EncoderConfiguration(configuration)
        tokenizer = try Tokenizer(directory: settings.model, letterCase: settings.letterCase)
        try tokenizer.requireFits(vocabularySize: encoder.vocabularySize, of: configuration.path)
        limit = try LengthLimit(
            requested: recipe.maximumLength, tokenizer: tokenizer, encoder: encoder, further: [Self.customaryLength])
        weightsHash = try Checkpoint.contentHash(ofWeightsIn: settings.model)
    }
}
