import Checkpoints
import Encoders
import InputOutput
import TensorKernels
import Testing

struct EncoderConfigurationTests {
    static let smallest: [String: JSONValue] = [
        "model_type": .string("bert"), "vocab_size": .integer(100), "hidden_size": .integer(32),
        "num_hidden_layers": .integer(2), "num_attention_heads": .integer(4), "intermediate_size": .integer(64),
    ]

    private func read(_ changes: [String: JSONValue] = [:]) throws -> EncoderConfiguration {
        let values = Self.smallest.merging(changes) { $1 }
        return try EncoderConfiguration(ModelConfiguration(values: values, path: "config.json"))
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
        #expect(configuration.tokenClassifierDropout == 0.5)
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
              expected: one of bert, distilbert, electra, mpnet
              found:    roberta
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
            ["hidden_act": .string("mish")],
            """
            config.json: hidden_act: this activation is not supported
              expected: one of gelu, gelu_python, gelu_new, gelu_fast, gelu_accurate, gelu_pytorch_tanh, \
            gelu_python_tanh, relu, silu, swish
              found:    mish
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

    static let decoderErrors: [([String: JSONValue], String)] = [
        "is_decoder", "is_encoder_decoder", "add_cross_attention",
    ]
    .map { key in
        (
            [key: .bool(true)],
            """
            config.json: \(key): decoders are not supported
              expected: false
              found:    true
              try:      use a checkpoint of an encoder
            """
        )
    }

    static let familyErrors: [([String: JSONValue], String)] = [
        (
            ["model_type": .null],
            """
            config.json: model_type: this family of encoders is not supported
              expected: one of bert, distilbert, electra, mpnet
              found:    none
              try:      if the model is of one of these families, add it to config.json, for instance "model_type": "bert"
            """
        ),
        (
            ["model_type": .null, "architectures": .array([.string("RobertaModel")])],
            """
            config.json: model_type: this family of encoders is not supported
              expected: one of bert, distilbert, electra, mpnet
              found:    none, and the architecture RobertaModel
            """
        ),
        (
            ["quantization_config": .object(["quant_method": .string("bitsandbytes")])],
            """
            config.json: quantization_config: weights quantized by another program are not supported
              expected: no such setting, or the one of fledge quantize
              found:    {"quant_method":"bitsandbytes"}
              try:      use the checkpoint that was quantized
            """
        ),
        (
            ["model_type": .string("mpnet"), "relative_attention_num_buckets": .integer(64)],
            """
            config.json: relative_attention_num_buckets: this number of relative positions is not supported
              expected: 32
              found:    64
            """
        ),
        (
            ["model_type": .string("mpnet"), "max_position_embeddings": .integer(2)],
            """
            config.json: max_position_embeddings: no positions are left for tokens
              expected: more than 2
              found:    2
            """
        ),
        (
            ["model_type": .string("distilbert")],
            """
            config.json: hidden_dim: the setting is missing
              expected: an integer
            """
        ),
        (
            ["pruned_heads": .object(["1": .array([.integer(0)])])],
            """
            config.json: pruned_heads: layers with fewer heads than others are not supported
              expected: no pruned heads
              found:    some in 1 layers
            """
        ),
    ]

    @Test(arguments: errors + decoderErrors + familyErrors)
    func `what makes no sense is an error`(changes: [String: JSONValue], message: String) {
        let error = #expect(throws: FledgeError.self) { try read(changes) }
        #expect(error?.description == message)
    }

    @Test(arguments: [
        ("gelu", Activation.gelu), ("gelu_python", .gelu), ("gelu_new", .geluTanh), ("gelu_fast", .geluTanh),
        ("gelu_accurate", .geluTanh), ("gelu_pytorch_tanh", .geluTanh), ("gelu_python_tanh", .geluTanh),
        ("relu", .relu), ("silu", .silu), ("swish", .silu),
    ])
    func `activations go by their names in the reference`(name: String, activation: Activation) throws {
        #expect(try read(["hidden_act": .string(name)]).activation == activation)
    }

    @Test func `DistilBERT's sizes may have the names of BERT's`() throws {
        let values: [String: JSONValue] = [
            "model_type": .string("distilbert"), "vocab_size": .integer(100), "hidden_size": .integer(32),
            "num_hidden_layers": .integer(2), "num_attention_heads": .integer(4), "hidden_dim": .integer(64),
        ]
        let configuration = try EncoderConfiguration(ModelConfiguration(values: values, path: "config.json"))
        #expect(configuration.hiddenSize == 32)
        #expect(configuration.layerCount == 2)
        #expect(configuration.headCount == 4)
    }

    @Test func `DistilBERT has names of its own`() throws {
        let values: [String: JSONValue] = [
            "model_type": .string("distilbert"), "vocab_size": .integer(100), "dim": .integer(32),
            "n_layers": .integer(2), "n_heads": .integer(4), "hidden_dim": .integer(64),
            "max_position_embeddings": .integer(40), "activation": .string("relu"), "dropout": .number(0.25),
            "attention_dropout": .number(0.5), "layer_norm_eps": .number(0.1), "type_vocab_size": .integer(2),
        ]
        let configuration = try EncoderConfiguration(ModelConfiguration(values: values, path: "config.json"))
        #expect(configuration.family == .distilBERT)
        #expect(configuration.hiddenSize == 32)
        #expect(configuration.embeddingSize == 32)
        #expect(configuration.layerCount == 2)
        #expect(configuration.headCount == 4)
        #expect(configuration.intermediateSize == 64)
        #expect(configuration.positionCount == 40)
        #expect(configuration.positions == .fromZero)
        #expect(configuration.typeCount == 0)
        #expect(configuration.activation == .relu)
        #expect(configuration.layerNormEpsilon == 1e-12)
        #expect(configuration.hiddenDropout == 0.25)
        #expect(configuration.attentionDropout == 0.5)
        #expect(configuration.classifierDropout == 0.2)
        // Settings for sequences do not apply to tokens.
        #expect(configuration.tokenClassifierDropout == 0.25)
    }

    @Test func `ELECTRA's embeddings have a size of their own`() throws {
        #expect(try read(["model_type": .string("electra")]).embeddingSize == 128)
        #expect(try read(["model_type": .string("electra"), "embedding_size": .integer(24)]).embeddingSize == 24)
        #expect(try read(["embedding_size": .integer(24)]).embeddingSize == 32)
    }

    @Test func `MPNet has no types, positions after the padding id, and a bias for relative positions`() throws {
        let configuration = try read([
            "model_type": .string("mpnet"), "max_position_embeddings": .integer(66), "pad_token_id": .integer(0),
            "hidden_dropout_prob": .number(0.25), "classifier_dropout": .number(0.5),
        ])
        #expect(configuration.typeCount == 0)
        #expect(configuration.positions == .afterPadding(id: 1))
        #expect(configuration.positionCount == 64)
        #expect(configuration.relativePositionBias == RelativePositionBias(bucketCount: 32, maximumDistance: 128))
        #expect(configuration.classifierDropout == 0.25)
        #expect(try read().relativePositionBias == nil)
    }

    @Test(arguments: [
        ("bert", "embeddings.LayerNorm.bias", -1), ("bert", "encoder.layer.0.output.dense.bias", 0),
        ("bert", "encoder.layer.11.output.dense.bias", 11), ("bert", "pooler.dense.weight", nil),
        ("bert", "classifier.weight", nil), ("bert", "encoder.weight", nil),
        ("electra", "embeddings_project.weight", -1), ("electra", "classifier.dense.weight", nil),
        ("mpnet", "encoder.relative_attention_bias.weight", -1), ("mpnet", "encoder.layer.2.attention.attn.q.bias", 2),
        ("distilbert", "transformer.layer.5.sa_layer_norm.weight", 5), ("distilbert", "pre_classifier.weight", nil),
    ])
    func `the layer of a parameter follows from its name`(family: String, name: String, layer: Int?) throws {
        var values = Self.smallest
        for (key, other) in [
            ("dim", "hidden_size"), ("n_layers", "num_hidden_layers"), ("n_heads", "num_attention_heads"),
        ] {
            values[key] = values[other]
        }
        values["hidden_dim"] = .integer(64)
        values["model_type"] = .string(family)
        let configuration = try EncoderConfiguration(ModelConfiguration(values: values, path: "config.json"))
        #expect(configuration.layer(ofParameter: name) == layer)
    }
}
