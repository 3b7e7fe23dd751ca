import Checkpoints
import TensorKernels

extension EncoderFamily {
    /// BERT (Devlin et al., 2018). Its classification head starts with the pooler, which checkpoints store with the
    /// encoder.
    public static let bert = EncoderFamily(
        modelType: "bert", architecturePrefix: "Bert", tensorNames: BERTTensorNames.self,
        classificationHead: ClassificationHeadDescription(
            names: BERTTensorNames.sequenceHead, activation: .tanh, dropsInput: false),
        settings: EncoderSettingNames(), parameters: .bert)
}

extension EncoderParameterNames {
    /// BERT's parameter names, which its descendants share.
    static let bert = EncoderParameterNames(
        query: "attention.self.query", key: "attention.self.key", value: "attention.self.value",
        attentionOutput: "attention.output.dense", attentionNorm: "attention.output.LayerNorm",
        intermediate: "intermediate.dense", output: "output.dense", outputNorm: "output.LayerNorm")
}
