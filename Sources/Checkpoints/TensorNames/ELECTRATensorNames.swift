/// The tensor names in ELECTRA checkpoints: those of BERT, and `embeddings_project` if the embeddings are narrower.
public enum ELECTRATensorNames: TensorNameTable {
    public static let encoderPrefix = "electra"
    public static let architecturePrefix = "Electra"
    public static let encoderParts: Set = ["embeddings", "embeddings_project", "encoder"]
    public static let sequenceHead = SequenceHeadNames(dense: "classifier.dense", output: "classifier.out_proj")
    public static let pretrainingHeads = [
        KnownHead("discriminator_predictions.", "PreTraining"), KnownHead("generator_predictions.", "MaskedLM"),
    ]
    public static let unusedNames =
        [
            "embeddings.position_ids", "embeddings.token_type_ids", "discriminator_predictions.",
            "generator_predictions.", "generator_lm_head.", "sequence_summary.",
        ] + commonUnusedNames
}
