/// The names of tensors in checkpoints of BERT.
///
/// Canonical names are those of the encoder alone, for instance `encoder.layer.0.attention.self.query.weight`.
public enum BERTTensorNames: TensorNameTable {
    /// Strips the prefixes `bert.` and `model.`, as often as they occur, and renames `gamma` and `beta` of a layer
    /// normalisation, as checkpoints from TensorFlow have them, to `weight` and `bias`.
    public static func canonical(_ checkpointName: String) -> String {
        var name = checkpointName[...]
        while let prefix = ["bert.", "model."].first(where: { name.hasPrefix($0) }) {
            name = name.dropFirst(prefix.count)
        }
        for (old, new) in [("gamma", "weight"), ("beta", "bias")] {
            let suffix = "LayerNorm." + old
            if name == suffix || name.hasSuffix("." + suffix) { return name.dropLast(old.count) + new }
        }
        return String(name)
    }

    /// The numbering of positions and segments, which is no parameter, and the heads of pre-training.
    public static func isKnownUnused(_ canonicalName: String) -> Bool {
        canonicalName == "embeddings.position_ids" || canonicalName == "embeddings.token_type_ids"
            || canonicalName.hasPrefix("cls.")
    }

    /// Adds `bert.` to the tensors of the encoder for an architecture with a head (`BertFor…`), and leaves the head's
    /// own and everything of a `BertModel` as it is.
    public static func checkpointName(
        ofCanonical canonicalName: String, forArchitecture architecture: String
    ) -> String {
        let isEncoder = ["embeddings.", "encoder.", "pooler."].contains { canonicalName.hasPrefix($0) }
        return isEncoder && architecture.hasPrefix("BertFor") ? "bert." + canonicalName : canonicalName
    }
}
