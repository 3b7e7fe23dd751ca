import Checkpoints
import Datasets
import Encoders
import Inference
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
        cache: DatasetCache, precision: Precision, team: ThreadTeam,
        observe: (_ done: Int, _ total: Int) -> Void, shouldStop: () -> Bool
    ) throws -> (examples: ClassificationExamples, fromCache: Bool) {
        guard case .tokens(let rows) = examples.input else { return (examples, true) }
        let configuration = model.encoder.configuration
        let width = configuration.hiddenSize
        let files = Set(weights.allTensors.map(\.file)).union([weights.path]).sorted()
        let hashes = try files.map { try ContentHash.sha256(path: $0) }.joined(separator: " ")
        let passes = SequencePasses(
            parameters: model.parameters,
            packed: PackedWeights(precision, model.encoder.shapes, of: model.parameters, on: team), team: team)
        let (values, fromCache) = try cache.features(
            key: "first token in \(precision.rawValue) of \(ContentHash.sha256(of: rows))\n\(configuration)\n\(hashes)",
            count: rows.count,
            width: width, chunkSize: 128
        ) { range in
            if shouldStop() { throw CancellationError() }
            let values = try passes.rows(
                tokenCounts: range.map { rows[$0].ids.count },
                append: { sequence, batch in
                    let row = rows[range.lowerBound + sequence]
                    batch.append(ids: row.ids, typeIDs: row.typeIDs)
                },
                pass: { model.encoder.forward($0, $1, tokens: .first) })
            observe(range.upperBound, rows.count)
            return values.flatMap(\.self)
        }
        return (ClassificationExamples(replacing: examples, features: values, width: width), fromCache)
    }
}
