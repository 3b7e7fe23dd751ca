/// How the checkpoints of a family of models name their tensors.
///
/// The parameters of a model have canonical names: those of the family's encoder in the transformers library, without
/// any prefix, and those of the library's classes for tasks for the heads on it.
public protocol TensorNameTable: Sendable {
    /// What precedes the names of the encoder in a checkpoint with a head, without the dot.
    static var encoderPrefix: String { get }
    /// What the names of the library's classes begin with, for instance `Bert`.
    static var architecturePrefix: String { get }
    /// The parts of the encoder: what the canonical names of its tensors begin with, up to the first dot.
    static var encoderParts: Set<String> { get }
    /// The linear layers of the head that classifies whole texts.
    static var sequenceHead: SequenceHeadNames { get }
    /// The heads of pretraining; the first that a checkpoint has names its architecture.
    static var pretrainingHeads: [KnownHead] { get }
    /// Heads for tasks that Fledge does not run (pretraining, question answering, multiple choice) and numberings, which
    /// are not parameters: whole names, or beginnings if they end in a dot.
    static var unusedNames: [String] { get }
}

/// The names of the two linear layers of a head that classifies whole texts.
public struct SequenceHeadNames: Sendable {
    /// The layer before the activation.
    public let dense: String
    /// The layer that gives the logits.
    public let output: String
}

/// A head, recognized by its tensors.
public struct KnownHead: Sendable {
    /// The beginning of its tensors' canonical names.
    let part: String
    /// The end of the architecture's name after `For`.
    let task: String

    init(_ part: String, _ task: String) {
        (self.part, self.task) = (part, task)
    }
}

extension TensorNameTable {
    /// Prefixes of tensors that every family ignores: the question-answering head and the counter of PyTorch's
    /// `AveragedModel`.
    static var commonUnusedNames: [String] { ["qa_outputs.", "n_averaged"] }

    /// The canonical name of a tensor that a checkpoint calls `checkpointName`.
    ///
    /// Strips the prefixes of all families and `model.`, as often as they occur, and renames `gamma` and `beta` of a
    /// layer normalisation, as checkpoints from TensorFlow have them, to `weight` and `bias`.
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

    /// Whether a tensor is known to be of no use to the encoder and the heads on it.
    public static func isKnownUnused(_ canonicalName: String) -> Bool {
        unusedNames.contains { $0.hasSuffix(".") ? canonicalName.hasPrefix($0) : canonicalName == $0 }
    }

    /// The name that the transformers library expects in a checkpoint of the given architecture.
    ///
    /// The tensors of the encoder get their prefix where the architecture has a head (`BertFor…`); the head's own and
    /// everything of a bare encoder (`BertModel`) stay as they are.
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
