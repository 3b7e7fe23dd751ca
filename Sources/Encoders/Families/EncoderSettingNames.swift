import Checkpoints

/// What a family calls its settings in `config.json`, and what holds where it does not say.
struct EncoderSettingNames: Sendable {
    /// A setting that may be absent, and its value then.
    struct Setting<Value: Sendable>: Sendable {
        let name: String
        let standard: Value
    }

    var hiddenSize = "hidden_size"
    var layerCount = "num_hidden_layers"
    var headCount = "num_attention_heads"
    var intermediateSize = "intermediate_size"
    var activation = "hidden_act"
    /// What keeps a layer normalisation from dividing by zero; `nil` where it is 1e-12 and not to be set.
    var layerNormEpsilon: String? = "layer_norm_eps"
    var hiddenDropout = "hidden_dropout_prob"
    var attentionDropout = "attention_probs_dropout_prob"
    /// Dropout around a classifier's layers; without it, or without a value, that of the hidden states.
    var classifierDropout: Setting<Double?>? = Setting(name: "classifier_dropout", standard: nil)
    /// Whether that holds for classifiers of sequences alone, those of tokens having the dropout of the hidden states.
    var classifierDropoutIsForSequences = false
    /// The number of token types; `nil` where the family has none.
    var typeCount: Setting<Int>? = Setting(name: "type_vocab_size", standard: 2)
    /// The size of embeddings; `nil` where it is that of hidden states.
    var embeddingSize: Setting<Int>?
    /// The number of buckets of relative positions; `nil` where the family has no bias for them.
    var relativePositionBuckets: Setting<Int>?

    /// The configuration with this family's names for settings that it has under BERT's, which the transformers library
    /// reads for DistilBERT too (its `attribute_map`).
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
