import Checkpoints
import Datasets
import Encoders
import InputOutput
import TaskHeads
import TensorKernels

/// Features of a frozen encoder: the last hidden state of each row's first token, computed once and cached.
enum FeatureExtraction {
    /// - Parameters:
    ///   - examples: Rows as token ids, which are part of the cache's key.
    ///   - weights: The encoder's weights, whose files are part of it too.
    ///   - shouldStop: Asked before each pass through the encoder.
    /// - Throws: `CancellationError` where `shouldStop` says so.
    static func features(
        of examples: ClassificationExamples, weights: any WeightsSource, model: SequenceClassificationModel,
        cache: DatasetCache, team: ThreadTeam, observe: (_ done: Int, _ total: Int) -> Void, shouldStop: () -> Bool
    ) throws -> (examples: ClassificationExamples, fromCache: Bool) {
        guard case .tokens(let rows) = examples.input else { return (examples, true) }
        let configuration = model.encoder.configuration
        let width = configuration.hiddenSize
        let files = Set(weights.allTensors.map(\.file)).union([weights.path]).sorted()
        let hashes = try files.map { try ContentHash.sha256(path: $0) }.joined(separator: " ")
        let arena = Arena()
        let (values, fromCache) = try cache.features(
            key: "first token of \(ContentHash.sha256(of: rows))\n\(configuration)\n\(hashes)", count: rows.count,
            width: width, chunkSize: 128
        ) { range in
            if shouldStop() { throw CancellationError() }
            arena.reset()
            let batch = ClassificationExamples.batch(ArraySlice(range), of: rows)
            let context = PassContext(parameters: model.parameters, arena: arena, team: team)
            let hidden = model.encoder.forward(batch, context)
            let first = SequenceClassificationHead.firstTokens(hidden, batch, arena: arena)
            observe(range.upperBound, rows.count)
            return Array(first.elements)
        }
        return (ClassificationExamples(replacing: examples, features: values, width: width), fromCache)
    }
}
