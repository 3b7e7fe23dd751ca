/// The tensor names in MPNet checkpoints, for instance `encoder.layer.0.attention.attn.q.weight`.
public enum MPNetTensorNames: TensorNameTable {
    public static let encoderPrefix = "mpnet"
    public static let architecturePrefix = "MPNet"
    public static let encoderParts: Set = ["embeddings", "encoder", "pooler"]
    public static let sequenceHead = SequenceHeadNames(dense: "classifier.dense", output: "classifier.out_proj")
    public static let pretrainingHeads = [KnownHead("lm_head.", "MaskedLM")]
    public static let unusedNames = ["embeddings.position_ids", "lm_head."] + commonUnusedNames
}
