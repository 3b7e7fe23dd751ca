import Checkpoints
import Encoders
import InputOutput
public import TaskHeads
import TensorKernels
import Tokenization

/// An encoder that turns texts into vectors whose angles reflect the similarity of the texts.
///
///     let embedder = try SentenceEmbedder(directory: "all-MiniLM-L6-v2")
///     let (vectors, _) = try embedder.embed(["A small dog.", "A little puppy."])
public final class SentenceEmbedder: Sendable {
    /// The number of components of an embedding.
    public var dimension: Int { modules.dimension }
    /// The pooling of token vectors.
    public let pooling: SentencePooling
    /// The prompts that the model was trained with.
    public let prompts: SentencePrompts
    /// The hidden states that are averaged before pooling: 0 is the output of the embeddings, `n` that of layer `n`.
    public let layers: [Int]
    /// The maximum number of tokens of a text; longer texts are truncated.
    public var lengthLimit: LengthLimit { pretrained.lengthLimit }
    /// The model that the embedder runs.
    public let pretrained: PretrainedModel
    private let modules: SentenceModules
    private var encoder: TransformerEncoder { pretrained.network.encoder }
    private var engine: InferenceEngine { pretrained.engine }

    /// Makes an embedder of a loaded model, whose head, if any, is not used.
    ///
    /// - Parameters:
    ///   - pooling: The pooling; by default the one in `modules.json`. There is no fallback if that file is missing.
    ///   - layers: The hidden states to average: 0 is the output of the embeddings, 1 that of the first layer, -1 that
    ///     of the last layer, -2 that of the layer before it, and so on.
    /// - Throws: `FledgeError` naming the file and the problem.
    public init(_ pretrained: PretrainedModel, pooling: SentencePooling? = nil, layers: [Int] = [-1]) throws {
        self.pretrained = pretrained
        self.pooling = try pooling ?? SentencePooling(directory: pretrained.directory)
        prompts = try SentencePrompts(directory: pretrained.directory)
        let settings = pretrained.network.encoder.configuration
        self.layers = try Self.resolved(layers, layerCount: settings.layerCount)
        modules = try SentenceModules(self.pooling, hiddenSize: settings.hiddenSize)
    }

    /// Loads the encoder of a checkpoint directory.
    ///
    /// - Parameters:
    ///   - pooling: The pooling; by default the one in `modules.json`. There is no fallback if that file is missing.
    ///   - layers: The hidden states to average; see ``init(_:pooling:layers:)``.
    /// - Throws: `FledgeError` naming the file and the problem.
    public convenience init(
        directory: String, pooling: SentencePooling? = nil, layers: [Int] = [-1],
        options: LoadingOptions = LoadingOptions()
    ) throws {
        let files = try ModelDirectory(directory)
        // The pooling is read before the weights, so that a directory without it is rejected at once.
        let pooling = try pooling ?? SentencePooling(directory: directory)
        try self.init(PretrainedModel(files, head: ModelHead.none, options: options), pooling: pooling, layers: layers)
    }

    private static func resolved(_ layers: [Int], layerCount: Int) throws -> [Int] {
        guard !layers.isEmpty else {
            throw FledgeError(.usage, "no layer is named to take features from", expected: "at least one")
        }
        return try layers.map { layer in
            let number = layer < 0 ? layerCount + 1 + layer : layer
            guard (0...layerCount).contains(number) else {
                throw FledgeError(
                    .usage, "the model has no such layer",
                    expected: "0 to \(layerCount), or -\(layerCount + 1) to -1", found: "\(layer)")
            }
            return number
        }
    }

    /// Returns the embedding of one text.
    public func embed(_ text: String) throws -> [Float] { try embed([text]).embeddings[0] }

    /// Embeds texts, in order.
    ///
    /// - Parameter promptName: The name of one of the model's ``prompts``, which is put before each text; by default
    ///   the model's default prompt, if it has one.
    /// - Returns: A vector of ``dimension`` components for each text, and the number of truncated texts.
    /// - Throws: `FledgeError` with category `usage` if there is no prompt of that name.
    public func embed(
        _ texts: [String], promptName: String? = nil
    ) throws -> (embeddings: [[Float]], truncatedCount: Int) {
        try embed(texts, prompt: prompts.text(named: promptName))
    }

    /// Embeds texts with a given prompt before each.
    public func embed(_ texts: [String], prompt: String) throws -> (embeddings: [[Float]], truncatedCount: Int) {
        let embedded = try rows(texts, prompt: prompt)
        return (embedded.rows, embedded.truncatedCount)
    }

    /// Embeds texts with a prompt before each, and also returns token counts.
    package func rows(_ texts: [String], prompt: String) throws -> EngineRows {
        let promptTokens = pooling.includesPrompt || prompt.isEmpty ? 0 : try tokenCount(ofPrompt: prompt)
        let texts = prompt.isEmpty ? texts : texts.map { prompt + $0 }
        return try engine.rows(texts) { batch, context in
            let hidden = features(batch, context)
            return modules.forward(
                hidden, batch, promptTokens: promptTokens, arena: context.arena, on: context.team)
        }
    }

    /// The number of tokens of a prompt as a separate text, without the special token at its end.
    private func tokenCount(ofPrompt prompt: String) throws -> Int {
        let ids = try engine.tokenizer.encode(prompt, options: engine.options).ids
        let endsInSpecial = ids.last.map(engine.tokenizer.specialTokenIDs.contains) ?? false
        return endsInSpecial ? ids.count - 1 : ids.count
    }

    /// The hidden states of the layers, averaged.
    private func features(_ batch: TokenBatch, _ context: PassContext) -> Matrix {
        if layers == [encoder.configuration.layerCount] { return encoder.forward(batch, context) }
        let columns = encoder.configuration.hiddenSize
        let sum = context.arena.matrix(rows: batch.tokenCount, columns: columns)
        sum.elements.update(repeating: 0)
        let layers = layers
        _ = encoder.forward(batch, context) { index, hidden in
            for layer in layers where layer == index { sum.add(hidden, rows: 0..<sum.rows) }
        }
        let factor = 1 / Float(layers.count)
        for index in 0..<sum.count { sum.start[index] *= factor }
        return sum
    }
}
