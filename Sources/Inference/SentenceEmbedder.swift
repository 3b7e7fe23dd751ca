import Checkpoints
import Encoders
public import TaskHeads
import TensorKernels
import Tokenization

/// An encoder that turns texts into vectors whose angles say how alike the texts are.
///
///     let embedder = try SentenceEmbedder(directory: "all-MiniLM-L6-v2")
///     let (vectors, _) = try embedder.embed(["A small dog.", "A little puppy."])
public final class SentenceEmbedder: Sendable {
    /// The number of components of an embedding.
    public var dimension: Int { model.encoder.configuration.hiddenSize }
    /// How token vectors become one.
    public let pooling: SentencePooling
    /// The most tokens of a text; what goes beyond is cut.
    public var lengthLimit: LengthLimit { engine.limit }
    private let model: EncoderModel
    private let engine: InferenceEngine

    /// Loads a checkpoint directory.
    ///
    /// - Parameters:
    ///   - pooling: How to pool; by default as `modules.json` says. Nothing is guessed where it is absent.
    ///   - maximumLength: The most tokens of a text; by default the smallest limit that the files name.
    /// - Throws: `FledgeError` naming the file and what is wrong with it.
    public init(directory: String, pooling: SentencePooling? = nil, maximumLength: Int? = nil) throws {
        let configuration = try ModelConfiguration(directory: directory)
        self.pooling = try pooling ?? SentencePooling(directory: directory)
        let tokenizer = try Tokenizer(directory: directory)
        model = try EncoderModel(configuration, directory: directory)
        try tokenizer.requireFits(
            vocabularySize: model.encoder.configuration.vocabularySize, of: configuration.path)
        let limit = try LengthLimit(
            requested: maximumLength, tokenizer: tokenizer, encoder: model.encoder.configuration,
            further: LengthLimit.ofSentenceTransformers(directory: directory))
        engine = InferenceEngine(
            tokenizer: tokenizer, limit: limit, parameters: model.parameters, team: .shared)
    }

    /// The embedding of one text.
    public func embed(_ text: String) throws -> [Float] { try embed([text]).embeddings[0] }

    /// Embeds texts, in their order.
    ///
    /// - Returns: A vector of ``dimension`` components for each text, and the number of texts that were cut.
    public func embed(_ texts: [String]) throws -> (embeddings: [[Float]], truncatedCount: Int) {
        let (rows, truncatedCount) = try engine.rows(texts) { batch, context in
            let hidden = model.encoder.forward(batch, context)
            let pooled = pooling.mode.pool(hidden, batch, arena: context.arena)
            if pooling.normalizes { pooled.normalizeRows() }
            return pooled
        }
        return (rows, truncatedCount)
    }
}
