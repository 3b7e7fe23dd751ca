package import Datasets
package import Inference
import TaskHeads
import TensorKernels

/// An encoder that gives each row's text an embedding.
package struct EmbeddingLabeller: TextLabeller {
    package let columns: [LabelColumn]
    package let settings: [String: String]
    package let isIndependentOfNeighbours: Bool
    private let embedder: SentenceEmbedder
    private let prompt: String

    /// - Parameters:
    ///   - directory: Where the encoder was loaded from.
    ///   - prompt: What goes before each text.
    package init(
        _ embedder: SentenceEmbedder, directory: String, prompt: String
    ) throws {
        self.embedder = embedder
        self.prompt = prompt
        columns = [LabelColumn("embedding", .vector(count: embedder.dimension))]
        let precision = embedder.precision.precision
        var settings = try ModelSettings.of(
            directory: directory, precision: precision, lengthLimit: embedder.lengthLimit,
            letterCase: embedder.letterCase)
        settings["prompt"] = prompt
        let pooling = embedder.pooling
        settings["pooling"] =
            "\(pooling.modes.map(\.rawValue).joined(separator: "+")), normalised: \(pooling.normalizes)"
        if pooling.dimensions != nil {
            settings["dimensions"] = "\(embedder.dimension), normalised: \(pooling.normalizesTruncated)"
        }
        settings["layers"] = embedder.layers.map(String.init).joined(separator: ",")
        self.settings = settings
        isIndependentOfNeighbours = precision != .fp32 || OpenBLAS.keepsRowsApart
    }

    package func label(_ rows: [Row]) throws -> LabelledRows {
        let embedded = try embedder.rows(rows.map(\.text), prompt: prompt)
        return LabelledRows(
            values: embedded.rows.map { [.numbers($0)] }, tokenCounts: embedded.tokenCounts, wereCut: embedded.wereCut)
    }
}
