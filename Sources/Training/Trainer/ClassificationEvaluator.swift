import Encoders
package import Evaluation
package import TaskHeads
package import TensorKernels

/// Judges a classifier on labelled rows.
package enum ClassificationEvaluator {
    /// The most rows and tokens of one pass.
    private static let rowsPerPass = 256, tokensPerPass = 4096

    /// - Returns: The scores, and the mean cross-entropy in nats.
    /// - Throws: `CancellationError` where `shouldStop` says so.
    package static func evaluate(
        _ examples: ClassificationExamples, model: SequenceClassificationModel, arena: Arena, team: ThreadTeam,
        shouldStop: () -> Bool = { false }
    ) throws -> (report: ClassificationReport, loss: Double) {
        var matrix = ConfusionMatrix(labels: model.labels)
        var loss = 0.0
        for rows in passes(examples) {
            if shouldStop() { throw CancellationError() }
            arena.reset()
            let context = PassContext(parameters: model.parameters, arena: arena, team: team)
            let logits = examples.logits(of: rows, model: model, context)
            loss += CrossEntropy.loss(logits, labels: rows.map { examples.labels[$0] }, weight: 1)
            for (position, row) in rows.enumerated() {
                let values = logits.rows(position..<position + 1).elements
                let best = values.indices.max { values[$0] < values[$1] } ?? 0
                matrix.add(truth: examples.labels[row], prediction: best)
            }
        }
        return (ClassificationReport(matrix), loss / Double(max(examples.count, 1)))
    }

    /// All rows in their order, some at a time.
    private static func passes(_ examples: ClassificationExamples) -> [ArraySlice<Int>] {
        let rows = Array(0..<examples.count)
        var passes: [ArraySlice<Int>] = []
        var first = 0
        var tokens = 0
        for row in rows {
            let count = examples.tokenCounts[row]
            if row > first, row - first == rowsPerPass || tokens + count > tokensPerPass {
                passes.append(rows[first..<row])
                (first, tokens) = (row, 0)
            }
            tokens += count
        }
        if first < rows.count { passes.append(rows[first...]) }
        return passes
    }
}
