import Datasets
import Encoders
import Inference
import TaskHeads
import TensorKernels

/// Labelled rows, as token ids or, if the encoder is frozen, as the hidden states of their first tokens.
struct ClassificationExamples: Sendable {
    enum Input: Sendable {
        case tokens([EncodedRow])
        case firstTokens(values: [Float], width: Int)
    }

    var input: Input
    private(set) var tokenCounts: [Int]
    private(set) var targets: TargetBatch
    /// The true numbers of a regression as the file has them, in double precision; empty for other tasks.
    private(set) var numbers: [Double]
    private(set) var places: [Place]
    /// The teacher's logits for each row, `[rows, outputs]`; empty without a teacher.
    var teacherLogits: [[Float]] = []

    /// The place of a row in its file.
    struct Place: Sendable {
        let path: String
        let line: Int
        let truncatedTokenCount: Int
    }

    var count: Int { tokenCounts.count }

    init(_ labelled: LabelledTargets) {
        let dataset = labelled.dataset
        input = .tokens(dataset.rows)
        tokenCounts = dataset.rows.map(\.ids.count)
        places = dataset.rows.map {
            Place(path: dataset.path, line: $0.line, truncatedTokenCount: $0.truncatedTokenCount)
        }
        targets = labelled.targets
        numbers = labelled.numbers
    }

    /// The rows of two datasets, one after the other.
    func followed(by other: ClassificationExamples) -> ClassificationExamples {
        var both = self
        switch (input, other.input) {
        case (.tokens(let first), .tokens(let second)): both.input = .tokens(first + second)
        case (.firstTokens(let first, let width), .firstTokens(let second, _)):
            both.input = .firstTokens(values: first + second, width: width)
        default: preconditionFailure("rows are all tokens or all features")
        }
        both.tokenCounts += other.tokenCounts
        both.targets = targets.followed(by: other.targets)
        both.numbers += other.numbers
        both.places += other.places
        both.teacherLogits += other.teacherLogits
        return both
    }

    /// The logits of all rows.
    ///
    /// - Throws: `CancellationError` if `shouldStop` returns true.
    func logits(
        model: SequenceClassificationModel, _ passes: SequencePasses, progress: (_ done: Int) -> Void = { _ in },
        shouldStop: () -> Bool
    ) throws -> [[Float]] {
        switch input {
        case .tokens(let encoded):
            return try passes.rows(
                tokenCounts: tokenCounts,
                append: { $1.append(ids: encoded[$0].ids, typeIDs: encoded[$0].typeIDs) },
                pass: { model.logits($0, $1) }, progress: progress, shouldStop: shouldStop)
        case .firstTokens(let values, let width):
            // Only the head runs: each row of features stands for one token.
            return try passes.rows(
                tokenCounts: [Int](repeating: 1, count: count), append: { $1.append(ids: [Int32($0)]) },
                pass: { batch, context in
                    let first = Self.matrix(batch.ids.map(Int.init), of: values, width: width, context.arena)
                    return model.head.forward(first, context).logits
                }, progress: progress, shouldStop: shouldStop)
        }
    }

    /// Rows of features, copied into the arena.
    static func matrix(_ rows: some Collection<Int>, of values: [Float], width: Int, _ arena: Arena) -> Matrix {
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
