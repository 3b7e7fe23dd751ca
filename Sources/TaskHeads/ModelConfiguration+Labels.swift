package import Checkpoints
import InputOutput

extension ModelConfiguration {
    /// The names of a classifier's outputs; `nil` if the model is not a classifier.
    ///
    /// The transformers library omits `id2label` if it has just its two default names. In that case a classifier is
    /// recognized by its architecture, and its outputs are named `LABEL_0`, `LABEL_1` and so on.
    package var classifierLabels: [String]? {
        get throws {
            if let labels = try labels { return labels }
            guard isFor("SequenceClassification") || namesEntities else { return nil }
            return try (0..<integer("num_labels", default: 2)).map { "LABEL_\($0)" }
        }
    }

    /// True if the model is a token classifier.
    package var namesEntities: Bool { isFor("TokenClassification") }

    private func isFor(_ task: String) -> Bool {
        architectures.contains { $0.hasSuffix("For\(task)") }
    }
}
