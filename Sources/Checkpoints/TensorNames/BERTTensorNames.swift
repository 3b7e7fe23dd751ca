/// The tensor names in BERT checkpoints, for instance `encoder.layer.0.attention.self.query.weight`.
public enum BERTTensorNames: TensorNameTable {
    public static let encoderPrefix = "bert"
    public static let architecturePrefix = "Bert"
    public static let encoderParts: Set = ["embeddings", "encoder", "pooler"]
    public static let sequenceHead = SequenceHeadNames(dense: "pooler.dense", output: "classifier")
    public static let pretrainingHeads = [
        KnownHead("cls.seq_relationship.", "PreTraining"), KnownHead("cls.predictions.", "MaskedLM"),
    ]
    public static let unusedNames =
        ["embeddings.position_ids", "embeddings.token_type_ids", "cls."] + commonUnusedNames
}
