public import Checkpoints
import Encoders
import InputOutput
public import TaskHeads
public import TensorKernels
public import Tokenization

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
    public var lengthLimit: LengthLimit { engine.limit }
    /// The precision of matrix multiplications, and the reason it was chosen.
    public let precision: Precision.Choice
    /// Messages for the user about the tokenizer's files.
    package let tokenizerWarnings: [String]
    /// The handling of capital letters, if it was specified when the model was loaded.
    package let letterCase: String?
    private let model: EncoderModel
    private let modules: SentenceModules
    private let engine: InferenceEngine

    /// Loads a checkpoint directory.
    ///
    /// - Parameters:
    ///   - pooling: The pooling; by default the one in `modules.json`. There is no fallback if that file is missing.
    ///   - maximumLength: The maximum number of tokens of a text; by default the smallest limit given in the files.
    ///   - layers: The hidden states to average: 0 is the output of the embeddings, 1 that of the first layer, -1 that
    ///     of the last layer, -2 that of the layer before it, and so on.
    ///   - precision: The precision of matrix multiplications; `nil` for the fastest on this processor whose results
    ///     stay close to single precision.
    ///   - allowance: Deviations of the checkpoint that are accepted: missing or surplus tensors.
    ///   - letterCase: The handling of capital letters; `nil` for the setting in the tokenizer's files.
    /// - Throws: `FledgeError` naming the file and the problem.
    public init(
        directory: String, pooling: SentencePooling? = nil, maximumLength: Int? = nil, layers: [Int] = [-1],
        precision: Precision? = nil, allowance: LoadAllowance = LoadAllowance(),
        letterCase: LetterCase? = nil
    ) throws {
        let adapters = try AdapterDirectory.exists(at: directory) ? AdapterDirectory(directory) : nil
        let configuration = try adapters?.configuration() ?? ModelConfiguration(directory: directory)
        // Check the family before reading anything else: for unsupported families, advice about other files would be
        // useless.
        _ = try EncoderFamily(configuration)
        self.precision = try Precision.choice(
            precision, for: .inference, isQuantized: configuration.isQuantized)
        self.pooling = try pooling ?? SentencePooling(directory: directory)
        prompts = try SentencePrompts(directory: directory)
        let preparation = try SentenceTransformerSettings(directory: directory)
        var tokenizer = try Tokenizer(directory: directory, letterCase: letterCase)
        tokenizerWarnings = tokenizer.warnings
        self.letterCase = letterCase?.rawValue
        if preparation.lowercases, letterCase != .cased { tokenizer = try tokenizer.lowercasingFirst() }
        model = try EncoderModel(configuration, directory: adapters?.base ?? directory, allowance: allowance)
        let settings = model.encoder.configuration
        try adapters?.apply(
            to: model.parameters, names: settings.family.tensorNames,
            isUnused: { name in !Self.isPart(name, of: settings) }, on: .shared)
        try tokenizer.requireFits(vocabularySize: settings.vocabularySize, of: configuration.path)
        let limit = try LengthLimit(
            requested: maximumLength, tokenizer: tokenizer, encoder: settings, overriding: preparation.limit)
        self.layers = try Self.resolved(layers, layerCount: settings.layerCount)
        modules = try SentenceModules(self.pooling, hiddenSize: settings.hiddenSize)
        engine = InferenceEngine(
            tokenizer: tokenizer, limit: limit, encoder: model.encoder, parameters: model.parameters,
            path: configuration.path, precision: self.precision.precision,
            addsSpecialTokens: preparation.addsSpecialTokens, team: .shared)
    }

    /// Returns true if adapters may change a parameter of this name, and it does not belong to a head that an encoder
    /// lacks.
    private static func isPart(_ parameter: String, of settings: EncoderConfiguration) -> Bool {
        let part = parameter.prefix { $0 != "." }
        return settings.family.tensorNames.encoderParts.contains(String(part))
            && !settings.family.isUnused(parameter, withClassificationHead: false)
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
        if layers == [model.encoder.configuration.layerCount] { return model.encoder.forward(batch, context) }
        let columns = model.encoder.configuration.hiddenSize
        let sum = context.arena.matrix(rows: batch.tokenCount, columns: columns)
        sum.elements.update(repeating: 0)
        let layers = layers
        _ = model.encoder.forward(batch, context) { index, hidden in
            for layer in layers where layer == index { sum.add(hidden, rows: 0..<sum.rows) }
        }
        let factor = 1 / Float(layers.count)
        for index in 0..<sum.count { sum.start[index] *= factor }
        return sum
    }
}
