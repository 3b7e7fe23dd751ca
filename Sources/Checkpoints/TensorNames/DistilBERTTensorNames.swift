/// The tensor names in DistilBERT checkpoints, for instance `transformer.layer.0.attention.q_lin.weight`.
public enum DistilBERTTensorNames: TensorNameTable {
    public static let encoderPrefix = "distilbert"
    public static let architecturePrefix = "DistilBert"
    public static let encoderParts: Set = ["embeddings", "transformer"]
    public static let sequenceHead = SequenceHeadNames(dense: "pre_classifier", output: "classifier")
    public static let pretrainingHeads = [KnownHead("vocab_transform.", "MaskedLM")]
    public static let unusedNames =
        ["embeddings.position_ids", "vocab_transform.", "vocab_layer_norm.", "vocab_projector."] + commonUnusedNames
}
