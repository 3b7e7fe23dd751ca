/// How the checkpoints of a family of models name their tensors.
///
/// The parameters of a model have canonical names: those of the family's encoder in the transformers library, without
/// any prefix, and `classifier.weight` and `classifier.bias` for a classification head.
public protocol TensorNameTable: Sendable {
    /// The canonical name of a tensor that a checkpoint calls `checkpointName`.
    static func canonical(_ checkpointName: String) -> String

    /// Whether a tensor is known to be of no use to the encoder and the heads on it.
    static func isKnownUnused(_ canonicalName: String) -> Bool

    /// The name that the transformers library expects in a checkpoint of the given architecture.
    ///
    /// - Parameter architecture: An entry of `architectures` in config.json, for instance
    ///   `BertForSequenceClassification`.
    static func checkpointName(ofCanonical canonicalName: String, forArchitecture architecture: String) -> String
}
