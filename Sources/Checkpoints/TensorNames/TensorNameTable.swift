/// The tensor names in a model family's checkpoints.
///
/// A model's parameters have canonical names: those of the family's encoder in the transformers library, without any
/// prefix, and those of the library's task classes for heads.
public protocol TensorNameTable: Sendable {
    /// The prefix of the encoder's names in a checkpoint with a head, without the dot.
    static var encoderPrefix: String { get }
    /// The prefix of the library's class names, for instance `Bert`.
    static var architecturePrefix: String { get }
    /// The parts of the encoder: the canonical names of its tensors up to the first dot.
    static var encoderParts: Set<String> { get }
    /// The linear layers of the sequence classification head.
    static var sequenceHead: SequenceHeadNames { get }
    /// The pretraining heads; the first one found in a checkpoint determines its architecture.
    static var pretrainingHeads: [KnownHead] { get }
    /// Heads for tasks that Fledge does not support (pretraining, question answering, multiple choice) and index
    /// tensors, which are not parameters: whole names, or prefixes if they end in a dot.
    static var unusedNames: [String] { get }
}

/// The names of the two linear layers of a sequence classification head.
public struct SequenceHeadNames: Sendable {
    /// The layer before the activation.
    public let dense: String
    /// The layer that computes the logits.
    public let output: String
}

/// A head, recognized by its tensors.
public struct KnownHead: Sendable {
    /// The prefix of its tensors' canonical names.
    let part: String
    /// The part of the architecture's name after `For`.
    let task: String

    init(_ part: String, _ task: String) {
        (self.part, self.task) = (part, task)
    }
}

extension TensorNameTable {
    /// Prefixes of tensors that every family ignores: the question-answering head and the counter of PyTorch's
    /// `AveragedModel`.
    static var commonUnusedNames: [String] { ["qa_outputs.", "n_averaged"] }

    /// Returns the canonical name of the tensor `checkpointName` of a checkpoint.
    ///
    /// Strips the prefixes of all families and `model.`, repeatedly if necessary, and renames `gamma` and `beta` of
    /// layer normalizations, as in checkpoints from TensorFlow, to `weight` and `bias`.
    public static func canonical(_ checkpointName: String) -> String {
        var name = checkpointName[...]
        while let prefix = TensorNamePrefixes.all.first(where: { name.hasPrefix($0) }) {
            name = name.dropFirst(prefix.count)
        }
        for (old, new) in [("gamma", "weight"), ("beta", "bias")] {
            let suffix = "LayerNorm." + old
            if name == suffix || name.hasSuffix("." + suffix) { return name.dropLast(old.count) + new }
        }
        return String(name)
    }

    /// Returns true if a tensor is known to be unused by the encoder and the heads on it.
    public static func isKnownUnused(_ canonicalName: String) -> Bool {
        unusedNames.contains { $0.hasSuffix(".") ? canonicalName.hasPrefix($0) : canonicalName == $0 }
    }

    /// Returns the name that the transformers library expects in a checkpoint of the given architecture.
    ///
    /// The tensors of the encoder get their prefix if the architecture has a head (`BertFor…`); the names of the head
    /// and of a bare encoder (`BertModel`) do not change.
    ///
    /// - Parameter architecture: An entry of `architectures` in config.json, for instance
    ///   `BertForSequenceClassification`.
    public static func checkpointName(
        ofCanonical canonicalName: String, forArchitecture architecture: String
    ) -> String {
        let isEncoder = encoderParts.contains(String(canonicalName.prefix { $0 != "." }))
        return isEncoder && architecture.hasPrefix(architecturePrefix + "For")
            ? "\(encoderPrefix).\(canonicalName)" : canonicalName
    }
}

/// The tables of all families.
public enum TensorNameTables {
    public static let all: [any TensorNameTable.Type] = [
        BERTTensorNames.self, DistilBERTTensorNames.self, ELECTRATensorNames.self, MPNetTensorNames.self,
    ]
}

enum TensorNamePrefixes {
    static let all = ["bert.", "distilbert.", "electra.", "mpnet.", "model."]
}
