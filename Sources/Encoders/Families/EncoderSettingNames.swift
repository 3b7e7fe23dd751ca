import Checkpoints

/// A family's names for its settings in `config.json`, and the defaults of absent settings.
struct EncoderSettingNames: Sendable {
    /// A setting that may be absent, and its default.
    struct Setting<Value: Sendable>: Sendable {
        let name: String
        let standard: Value
    }

    var hiddenSize = "hidden_size"
    var layerCount = "num_hidden_layers"
    var headCount = "num_attention_heads"
    var intermediateSize = "intermediate_size"
    var activation = "hidden_act"
    /// The epsilon of layer normalizations; `nil` if the family fixes it at 1e-12.
    var layerNormEpsilon: String? = "layer_norm_eps"
    var hiddenDropout = "hidden_dropout_prob"
    var attentionDropout = "attention_probs_dropout_prob"
    /// Dropout around a classifier's layers; if the setting or its value is absent, the dropout of the hidden states.
    var classifierDropout: Setting<Double?>? = Setting(name: "classifier_dropout", standard: nil)
    /// True if that setting applies to sequence classifiers only, and token classifiers use the dropout of the hidden
    /// states.
    var classifierDropoutIsForSequences = false
    /// The number of token types; `nil` if the family has none.
    var typeCount: Setting<Int>? = Setting(name: "type_vocab_size", standard: 2)
    /// The size of embeddings; `nil` if it is the hidden size.
    var embeddingSize: Setting<Int>?
    /// The number of buckets of relative positions; `nil` if the family has no bias for them.
    var relativePositionBuckets: Setting<Int>?

    /// Returns the configuration with BERT's setting names replaced by this family's, since the transformers library
    /// accepts both for DistilBERT (its `attribute_map`).
    func withAliases(_ configuration: ModelConfiguration) -> ModelConfiguration {
        let common = EncoderSettingNames()
        var configuration = configuration
        for (name, alias) in [
            (hiddenSize, common.hiddenSize), (layerCount, common.layerCount), (headCount, common.headCount),
        ] where configuration.values[name] == nil {
            configuration.values[name] = configuration.values[alias]
        }
        return configuration
    }
}
