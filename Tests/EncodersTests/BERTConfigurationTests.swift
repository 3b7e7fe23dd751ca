import Checkpoints
import Encoders
import InputOutput
import Testing

struct BERTConfigurationTests {
    static let smallest: [String: JSONValue] = [
        "model_type": .string("bert"), "vocab_size": .integer(100), "hidden_size": .integer(32),
        "num_hidden_layers": .integer(2), "num_attention_heads": .integer(4), "intermediate_size": .integer(64),
    ]

    private func read(_ changes: [String: JSONValue] = [:]) throws -> BERTConfiguration {
        let values = Self.smallest.merging(changes) { $1 }
        return try BERTConfiguration(ModelConfiguration(values: values, path: "config.json"))
    }

    @Test func `what is not said has the usual value`() throws {
        let configuration = try read()
        #expect(configuration.vocabularySize == 100)
        #expect(configuration.hiddenSize == 32)
        #expect(configuration.layerCount == 2)
        #expect(configuration.headCount == 4)
        #expect(configuration.intermediateSize == 64)
        #expect(configuration.positionCount == 512)
        #expect(configuration.typeCount == 2)
        #expect(configuration.layerNormEpsilon == 1e-12)
        #expect(configuration.initializerRange == 0.02)
        #expect(configuration.hiddenDropout == 0.1)
        #expect(configuration.attentionDropout == 0.1)
        #expect(configuration.classifierDropout == 0.1)
    }

    @Test func `what is said is used`() throws {
        let configuration = try read([
            "max_position_embeddings": .integer(64), "type_vocab_size": .integer(3), "layer_norm_eps": .number(1e-5),
            "initializer_range": .number(0.5), "hidden_dropout_prob": .number(0.25),
            "attention_probs_dropout_prob": .integer(0), "classifier_dropout": .number(0.5),
            "hidden_act": .string("gelu"),
        ])
        #expect(configuration.positionCount == 64)
        #expect(configuration.typeCount == 3)
        #expect(configuration.layerNormEpsilon == 1e-5)
        #expect(configuration.initializerRange == 0.5)
        #expect(configuration.hiddenDropout == 0.25)
        #expect(configuration.attentionDropout == 0)
        #expect(configuration.classifierDropout == 0.5)
    }

    @Test func `the classifier's dropout is that of the encoder where nothing else is said`() throws {
        #expect(try read(["hidden_dropout_prob": .number(0.25)]).classifierDropout == 0.25)
        let changes: [String: JSONValue] = ["hidden_dropout_prob": .number(0.25), "classifier_dropout": .null]
        #expect(try read(changes).classifierDropout == 0.25)
    }

    static let errors: [([String: JSONValue], String)] = [
        (
            ["model_type": .string("roberta")],
            """
            config.json: model_type: this family of encoders is not supported
              expected: bert
              found:    roberta
              try:      use a checkpoint of the BERT family
            """
        ),
        (
            ["hidden_size": .null],
            """
            config.json: hidden_size: the setting is missing
              expected: an integer
            """
        ),
        (
            ["num_hidden_layers": .integer(0)],
            """
            config.json: num_hidden_layers: a size must be positive
              expected: 1 or more
              found:    0
            """
        ),
        (
            ["num_attention_heads": .integer(5)],
            """
            config.json: num_attention_heads: the hidden size cannot be split into this many heads
              expected: a divisor of 32
              found:    5
            """
        ),
        (
            ["hidden_act": .string("relu")],
            """
            config.json: hidden_act: this variant is not supported
              expected: gelu
              found:    relu
            """
        ),
        (
            ["position_embedding_type": .string("relative_key")],
            """
            config.json: position_embedding_type: this variant is not supported
              expected: absolute
              found:    relative_key
            """
        ),
        (
            ["hidden_dropout_prob": .integer(1)],
            """
            config.json: hidden_dropout_prob: a dropout probability is out of range
              expected: from 0 to below 1
              found:    1.0
            """
        ),
    ]

    @Test(arguments: errors)
    func `what makes no sense is an error`(changes: [String: JSONValue], message: String) {
        let error = #expect(throws: FledgeError.self) { try read(changes) }
        #expect(error?.description == message)
    }
}
