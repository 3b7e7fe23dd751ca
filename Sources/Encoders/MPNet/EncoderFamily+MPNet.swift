import Checkpoints
import TensorKernels

extension EncoderFamily {
    /// MPNet (Song et al., 2020): BERT without token types, with a bias for relative positions that all layers share.
    ///
    /// Its padding id is always 1, whatever the configuration says, so the positions of tokens begin at 2.
    public static let mpnet = EncoderFamily(
        modelType: "mpnet", architecturePrefix: "MPNet", tensorNames: MPNetTensorNames.self,
        classificationHead: ClassificationHeadDescription(
            names: MPNetTensorNames.sequenceHead, activation: .tanh, dropsInput: true),
        settings: EncoderSettingNames(
            classifierDropout: nil, typeCount: nil,
            relativePositionBuckets: .init(name: "relative_attention_num_buckets", standard: 32)),
        parameters: EncoderParameterNames(
            query: "attention.attn.q", key: "attention.attn.k", value: "attention.attn.v",
            attentionOutput: "attention.attn.o", attentionNorm: "attention.LayerNorm",
            intermediate: "intermediate.dense", output: "output.dense", outputNorm: "output.LayerNorm"),
        positions: .afterPadding(id: 1))
}
