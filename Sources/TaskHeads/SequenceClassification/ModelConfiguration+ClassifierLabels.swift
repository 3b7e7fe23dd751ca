package import Checkpoints
import InputOutput

extension ModelConfiguration {
    /// The names of a sequence classifier's classes; `nil` where the model is none.
    ///
    /// The transformers library leaves `id2label` out where it would hold its two default names. Then the architecture
    /// tells a classifier, and its classes are `LABEL_0`, `LABEL_1` and so on.
    package var classifierLabels: [String]? {
        get throws {
            if let labels = try labels { return labels }
            let architectures = values["architectures"]?.arrayValue?.compactMap(\.stringValue) ?? []
            guard architectures.contains(where: { $0.hasSuffix("ForSequenceClassification") }) else { return nil }
            return try (0..<integer("num_labels", default: 2)).map { "LABEL_\($0)" }
        }
    }
}
