extension TensorNameTable {
    /// The name prefixes of token classification heads: the linear layer, and the conditional random field that Fledge
    /// adds.
    static var tokenHeadParts: [String] { ["classifier.", "crf."] }

    /// Returns true for tensors of a token classification head, in families where its names differ from those of the
    /// sequence classification head.
    public static func isOfTokenHead(_ canonicalName: String) -> Bool {
        tokenHeadParts.contains { canonicalName.hasPrefix($0) }
            && ![sequenceHead.dense, sequenceHead.output].contains { canonicalName.hasPrefix("\($0).") }
    }

    /// The name of the architecture for a checkpoint's head, for instance `BertForTokenClassification`; `BertModel`
    /// without a head.
    ///
    /// - Parameters:
    ///   - canonicalNames: The canonical names of all tensors.
    ///   - labels: The names of the classes, if they are known. A token classification head on a BERT with its pooler
    ///     looks like a sequence classification head; names such as `B-PER` distinguish the two.
    public static func architecture(of canonicalNames: Set<String>, labels: [String]?) -> String {
        headTask(of: canonicalNames, labels: labels).map { "\(architecturePrefix)For\($0)" }
            ?? "\(architecturePrefix)Model"
    }

    private static func headTask(of names: Set<String>, labels: [String]?) -> String? {
        let outputIsShared = sequenceHead.output == "classifier"
        if names.contains("\(sequenceHead.output).weight") {
            let hasDense = names.contains("\(sequenceHead.dense).weight")
            let namesTags = labels.map(areTags) ?? false
            return hasDense && !(outputIsShared && namesTags) || !outputIsShared
                ? "SequenceClassification" : "TokenClassification"
        }
        if names.contains("classifier.weight") {
            return names.contains { $0.hasPrefix("sequence_summary.") } ? "MultipleChoice" : "TokenClassification"
        }
        if names.contains("qa_outputs.weight") { return "QuestionAnswering" }
        return pretrainingHeads.first { head in names.contains { $0.hasPrefix(head.part) } }?.task
    }

    /// Returns true if all class names are named-entity tags, such as `O`, `B-PER` and `I-PER`.
    private static func areTags(_ labels: [String]) -> Bool {
        let prefixes = ["B-", "I-", "E-", "S-", "L-", "U-"]
        let inside = labels.filter { label in prefixes.contains { label.hasPrefix($0) } }
        return !inside.isEmpty && labels.count - inside.count <= 1
    }
}
