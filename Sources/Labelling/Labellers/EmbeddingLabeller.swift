package import Datasets
package import Inference
import TaskHeads
import TensorKernels

/// An encoder that computes an embedding of each row's text.
package struct EmbeddingLabeller: TextLabeller {
    package let columns: [LabelColumn]
    package let settings: [String: String]
    package let isIndependentOfNeighbours: Bool
    private let embedder: SentenceEmbedder
    private let prompt: String

    /// - Parameter prompt: A prefix for each text.
    package init(_ embedder: SentenceEmbedder, prompt: String) throws {
        self.embedder = embedder
        self.prompt = prompt
        columns = [LabelColumn("embedding", .vector(count: embedder.dimension))]
        var settings = try ModelSettings.of(embedder.pretrained)
        settings["prompt"] = prompt
        let pooling = embedder.pooling
        settings["pooling"] =
            "\(pooling.modes.map(\.rawValue).joined(separator: "+")), normalized: \(pooling.normalizes)"
        if pooling.dimensions != nil {
            settings["dimensions"] = "\(embedder.dimension), normalized: \(pooling.normalizesTruncated)"
        }
        settings["layers"] = embedder.layers.map(String.init).joined(separator: ",")
        self.settings = settings
        isIndependentOfNeighbours = embedder.pretrained.precision.precision != .fp32 || OpenBLAS.keepsRowsApart
    }

    package func label(_ rows: [Row]) throws -> LabelledRows {
        let embedded = try embedder.rows(rows.map(\.text), prompt: prompt)
        return LabelledRows(
            values: embedded.rows.map { [.numbers($0)] }, tokenCounts: embedded.tokenCounts, wereCut: embedded.wereCut)
    }
}
