public import Checkpoints
import InputOutput

/// The sizes and settings of a BERT encoder, as `config.json` gives them.
public struct BERTConfiguration: Sendable, Equatable {
    public let vocabularySize: Int
    public let hiddenSize: Int
    public let layerCount: Int
    public let headCount: Int
    public let intermediateSize: Int
    /// The number of positions: no sequence may have more tokens.
    public let positionCount: Int
    public let typeCount: Int
    public let layerNormEpsilon: Float
    public let hiddenDropout: Float
    public let attentionDropout: Float
    /// The standard deviation of newly initialised weights.
    public let initializerRange: Float
    /// Dropout before a classifier where the configuration sets it apart from ``hiddenDropout``.
    public let classifierDropout: Float

    /// Reads the settings.
    ///
    /// - Throws: ``FledgeError`` where one is missing, makes no sense, or asks for a variant that Fledge does not have.
    public init(_ configuration: ModelConfiguration) throws {
        let path = configuration.path
        guard configuration.modelType == "bert" else {
            throw FledgeError(
                .data, at: "\(path): model_type", "this family of encoders is not supported", expected: "bert",
                found: configuration.modelType, advice: "use a checkpoint of the BERT family")
        }
        func size(_ key: String, default standard: Int? = nil) throws -> Int {
            let value = try configuration.integer(key, default: standard)
            guard value > 0 else {
                throw FledgeError(
                    .data, at: "\(path): \(key)", "a size must be positive", expected: "1 or more", found: "\(value)")
            }
            return value
        }
        func share(_ key: String, default standard: Double) throws -> Float {
            let value = try configuration.number(key, default: standard)
            guard (0..<1).contains(value) else {
                throw FledgeError(
                    .data, at: "\(path): \(key)", "a dropout probability is out of range",
                    expected: "from 0 to below 1",
                    found: "\(value)")
            }
            return Float(value)
        }
        func require(_ key: String, default standard: String, oneOf known: [String]) throws {
            let value = try configuration.string(key, default: standard)
            guard known.contains(value) else {
                throw FledgeError(
                    .data, at: "\(path): \(key)", "this variant is not supported",
                    expected: known.joined(separator: " or "), found: value)
            }
        }
        vocabularySize = try size("vocab_size")
        hiddenSize = try size("hidden_size")
        layerCount = try size("num_hidden_layers")
        headCount = try size("num_attention_heads")
        intermediateSize = try size("intermediate_size")
        positionCount = try size("max_position_embeddings", default: 512)
        typeCount = try size("type_vocab_size", default: 2)
        guard hiddenSize % headCount == 0 else {
            throw FledgeError(
                .data, at: "\(path): num_attention_heads", "the hidden size cannot be split into this many heads",
                expected: "a divisor of \(hiddenSize)", found: "\(headCount)")
        }
        try require("hidden_act", default: "gelu", oneOf: ["gelu"])
        try require("position_embedding_type", default: "absolute", oneOf: ["absolute"])
        layerNormEpsilon = Float(try configuration.number("layer_norm_eps", default: 1e-12))
        initializerRange = Float(try configuration.number("initializer_range", default: 0.02))
        hiddenDropout = try share("hidden_dropout_prob", default: 0.1)
        attentionDropout = try share("attention_probs_dropout_prob", default: 0.1)
        let hasClassifierDropout = configuration.values["classifier_dropout"].map { $0 != .null } ?? false
        classifierDropout =
            hasClassifierDropout ? try share("classifier_dropout", default: 0.1) : hiddenDropout
    }
}
