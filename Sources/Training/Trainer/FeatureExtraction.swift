import Checkpoints
import DatasetCaching
import Datasets
import Encoders
import Inference
import InputOutput
import TaskHeads
import TensorKernels
import Tokenization

/// Outputs of frozen models, computed once and cached.
struct FeatureExtraction {
    let cache: DatasetCache
    let precision: Precision
    let team: ThreadTeam

    /// Replaces tokens with features: the last hidden state of each row's first token.
    ///
    /// - Parameters:
    ///   - weights: The hash of the encoder's weights, which is part of the cache's key.
    ///   - shouldStop: Called before each pass through the encoder; true stops the work.
    /// - Returns: True if the features came from the cache.
    /// - Throws: `CancellationError` if `shouldStop` returns true.
    func replaceTokens(
        of examples: inout ClassificationExamples, weights: String, model: SequenceClassificationModel,
        observe: (_ done: Int, _ total: Int) -> Void, shouldStop: () -> Bool
    ) throws -> Bool {
        guard case .tokens(let rows) = examples.input else { preconditionFailure("features are made of tokens") }
        let (values, fromCache) = try features(
            of: rows, mean: false, weights: weights, model: model, observe: observe, shouldStop: shouldStop)
        examples.input = .firstTokens(values: values, width: model.encoder.configuration.hiddenSize)
        return fromCache
    }

    /// The last hidden state of each row's first token, or the mean over all of its tokens.
    ///
    /// - Throws: `CancellationError` if `shouldStop` returns true.
    func features(
        of rows: [EncodedRow], mean: Bool, weights: String, model: SequenceClassificationModel,
        observe: (_ done: Int, _ total: Int) -> Void, shouldStop: () -> Bool
    ) throws -> (values: [Float], fromCache: Bool) {
        try vectors(
            mean ? "mean of tokens" : "first token", of: rows, weights: weights, model: model,
            width: model.encoder.configuration.hiddenSize,
            passes: SequencePasses(
                parameters: model.parameters,
                packed: PackedWeights(precision, model.encoder.shapes, of: model.parameters, on: team), team: team),
            observe: observe, shouldStop: shouldStop
        ) { batch, context in
            guard mean else { return model.encoder.forward(batch, context, tokens: .first) }
            return PoolingMode.mean.pool(model.encoder.forward(batch, context), batch, arena: context.arena)
        }
    }

    /// A teacher's logits for each row.
    ///
    /// - Parameters:
    ///   - tokenizer: The student's tokenizer, which must produce the ids that the teacher expects.
    ///   - shouldStop: Called before each pass through the teacher; true stops the work.
    /// - Throws: `CancellationError` if `shouldStop` returns true; `FledgeError` if the teacher has other labels or
    ///   another vocabulary.
    func teacherLogits(
        of examples: ClassificationExamples, teacher directory: String, labels: TaskLabels, tokenizer: Tokenizer,
        observe: (_ done: Int, _ total: Int) -> Void, shouldStop: () -> Bool
    ) throws -> [[Float]] {
        let teacher = try PretrainedModel(
            directory: directory, head: .sequenceClassification, options: LoadingOptions(precision: precision))
        let network: SequenceClassificationModel = try teacher.requireNetwork()
        guard network.labels == labels.names else {
            throw FledgeError(
                .data, at: directory, "the teacher has different labels",
                expected: labels.names.joined(separator: ", "),
                found: network.labels.joined(separator: ", "))
        }
        guard teacher.tokenizer.fingerprintDescription == tokenizer.fingerprintDescription else {
            throw FledgeError(
                .data, at: directory, "the teacher has a different tokenizer",
                advice: "use a teacher that was trained from the same pretrained model")
        }
        guard case .tokens(let rows) = examples.input else { preconditionFailure("features are made of tokens") }
        let width = labels.names.count
        let (values, _) = try vectors(
            "logits", of: rows, weights: Checkpoint.contentHash(ofWeightsIn: directory), model: network,
            width: width, passes: teacher.engine.passes, observe: observe, shouldStop: shouldStop
        ) { network.logits($0, $1) }
        return stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
    }

    private func vectors(
        _ name: String, of rows: [EncodedRow], weights: String,
        model: SequenceClassificationModel, width: Int, passes makePasses: @autoclosure () -> SequencePasses,
        observe: (_ done: Int, _ total: Int) -> Void, shouldStop: () -> Bool,
        pass: (TokenBatch, PassContext) -> Matrix
    ) throws -> (values: [Float], fromCache: Bool) {
        // Packing the weights takes time, and cached features need none.
        lazy var passes = makePasses()
        return try cache.features(
            key: "\(name) in \(precision.rawValue) of \(ContentHash.sha256(of: rows))\n"
                + "\(model.encoder.configuration)\n\(weights)",
            count: rows.count, width: width, chunkSize: 128
        ) { range in
            if shouldStop() { throw CancellationError() }
            let values = try passes.rows(
                tokenCounts: range.map { rows[$0].ids.count },
                append: { sequence, batch in
                    let row = rows[range.lowerBound + sequence]
                    batch.append(ids: row.ids, typeIDs: row.typeIDs)
                },
                pass: pass)
            observe(range.upperBound, rows.count)
            return values.flatMap(\.self)
        }
    }
}
