import Checkpoints
import TensorKernels

extension EncoderFamily {
    /// ELECTRA's discriminator (Clark et al., 2020): BERT with embeddings that may be narrower than its hidden states.
    ///
    /// The `summary_…` settings are ignored: they shape a head for multiple choice.
    public static let electra = EncoderFamily(
        modelType: "electra", architecturePrefix: "Electra", tensorNames: ELECTRATensorNames.self,
        classificationHead: ClassificationHeadDescription(
            names: ELECTRATensorNames.sequenceHead, activation: .gelu, dropsInput: true),
        settings: EncoderSettingNames(embeddingSize: .init(name: "embedding_size", standard: 128)),
        parameters: .bert)
}
