package import Datasets
import Encoders
import Inference
import TaskHeads
import TensorKernels

/// Labelled rows, as token ids or, where the encoder is frozen, as the states that it gave for their first tokens.
package struct ClassificationExamples: Sendable {
    package enum Input: Sendable {
        case tokens([EncodedRow])
        case firstTokens(values: [Float], width: Int)
    }

    let input: Input
    let tokenCounts: [Int]
    /// The class of each row, as the model numbers them.
    let labels: [Int]

    package var count: Int { labels.count }

    /// - Parameter classes: For each label index of the data set, the model's class.
    package init(_ dataset: EncodedDataset, classes: [Int]) {
        input = .tokens(dataset.rows)
        tokenCounts = dataset.rows.map(\.ids.count)
        labels = dataset.rows.map { classes[$0.label ?? 0] }
    }

    /// The same rows with features in place of tokens, `[rows, width]`.
    package init(replacing examples: ClassificationExamples, features: [Float], width: Int) {
        input = .firstTokens(values: features, width: width)
        tokenCounts = examples.tokenCounts
        labels = examples.labels
    }

    /// Adds the gradients of some rows' weighted losses, and returns the weighted sum of the losses.
    func addGradients(
        of rows: ArraySlice<Int>, weight: Double, model: SequenceClassificationModel, _ context: PassContext
    ) -> Double {
        let truth = rows.map { labels[$0] }
        switch input {
        case .tokens(let encoded):
            return model.addGradients(Self.batch(rows, of: encoded), labels: truth, weight: weight, context)
        case .firstTokens(let values, let width):
            let first = Self.matrix(rows, of: values, width: width, context.arena)
            return model.addHeadGradients(first, labels: truth, weight: weight, stopping: true, context).loss
        }
    }

    /// The logits of all rows.
    ///
    /// - Throws: `CancellationError` where `shouldStop` says so.
    func logits(
        model: SequenceClassificationModel, _ passes: SequencePasses, shouldStop: () -> Bool
    ) throws -> [[Float]] {
        switch input {
        case .tokens(let encoded):
            return try passes.rows(
                tokenCounts: tokenCounts,
                append: { $1.append(ids: encoded[$0].ids, typeIDs: encoded[$0].typeIDs) },
                pass: { model.logits($0, $1) }, shouldStop: shouldStop)
        case .firstTokens(let values, let width):
            let rows = Array(0..<count)
            // The head alone: a row of features stands for one token.
            return try passes.rows(
                tokenCounts: [Int](repeating: 1, count: count), append: { $1.append(ids: [Int32($0)]) },
                pass: { batch, context in
                    let first = Self.matrix(
                        rows[Int(batch.ids[0])..<Int(batch.ids[0]) + batch.sequenceCount], of: values, width: width,
                        context.arena)
                    return model.head.forward(first, context).logits
                }, shouldStop: shouldStop)
        }
    }

    private static func batch(_ rows: ArraySlice<Int>, of encoded: [EncodedRow]) -> TokenBatch {
        var batch = TokenBatch()
        for row in rows { batch.append(ids: encoded[row].ids, typeIDs: encoded[row].typeIDs) }
        return batch
    }

    private static func matrix(_ rows: ArraySlice<Int>, of values: [Float], width: Int, _ arena: Arena) -> Matrix {
        let matrix = arena.matrix(rows: rows.count, columns: width)
        values.withUnsafeBufferPointer { values in
            guard let start = values.baseAddress else { return }
            for (position, row) in rows.enumerated() {
                matrix.row(position).update(from: start + row * width, count: width)
            }
        }
        return matrix
    }
}
