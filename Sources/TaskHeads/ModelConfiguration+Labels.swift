package import Checkpoints
import InputOutput

extension ModelConfiguration {
    /// The names of a classifier's outputs; `nil` where the model is none.
    ///
    /// The transformers library leaves `id2label` out where it would hold its two default names. Then the architecture
    /// tells a classifier, and its outputs are `LABEL_0`, `LABEL_1` and so on.
    package var classifierLabels: [String]? {
        get throws {
            if let labels = try labels { return labels }
            guard isFor("SequenceClassification") || namesEntities else { return nil }
            return try (0..<integer("num_labels", default: 2)).map { "LABEL_\($0)" }
        }
    }

    /// Whether the model says of words, not of whole texts, what they are.
    package var namesEntities: Bool { isFor("TokenClassification") }

    private func isFor(_ task: String) -> Bool {
        architectures.contains { $0.hasSuffix("For\(task)") }
    }
}
