import Checkpoints
import TensorKernels

extension EncoderFamily {
    /// DistilBERT (Sanh et al., 2019): half of BERT's layers, no token types, no pooler.
    ///
    /// Checkpoints store the position table even if the positions are sinusoidal and not learned.
    public static let distilBERT = EncoderFamily(
        modelType: "distilbert", architecturePrefix: "DistilBert", tensorNames: DistilBERTTensorNames.self,
        classificationHead: ClassificationHeadDescription(
            names: DistilBERTTensorNames.sequenceHead, activation: .relu, dropsInput: false),
        settings: EncoderSettingNames(
            hiddenSize: "dim", layerCount: "n_layers", headCount: "n_heads", intermediateSize: "hidden_dim",
            activation: "activation", layerNormEpsilon: nil, hiddenDropout: "dropout",
            attentionDropout: "attention_dropout",
            classifierDropout: .init(name: "seq_classif_dropout", standard: 0.2),
            classifierDropoutIsForSequences: true, typeCount: nil),
        parameters: EncoderParameterNames(
            layers: "transformer.layer", query: "attention.q_lin", key: "attention.k_lin", value: "attention.v_lin",
            attentionOutput: "attention.out_lin", attentionNorm: "sa_layer_norm", intermediate: "ffn.lin1",
            output: "ffn.lin2", outputNorm: "output_layer_norm"))
}
