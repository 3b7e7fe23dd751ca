package import Evaluation
import Inference
package import TaskHeads
package import TensorKernels

/// Judges a classifier on labelled rows.
package enum ClassificationEvaluator {
    /// - Parameter packed: The model's weights in reduced precision; `nil` for single precision.
    /// - Returns: The scores, and the mean cross-entropy in nats.
    /// - Throws: `CancellationError` where `shouldStop` says so.
    package static func evaluate(
        _ examples: ClassificationExamples, model: SequenceClassificationModel, packed: PackedWeights?,
        team: ThreadTeam, shouldStop: () -> Bool = { false }
    ) throws -> (report: ClassificationReport, loss: Double) {
        let passes = SequencePasses(parameters: model.parameters, packed: packed, team: team)
        let rows = try examples.logits(model: model, passes, shouldStop: shouldStop)
        var matrix = ConfusionMatrix(labels: model.labels)
        var loss = 0.0
        for (logits, label) in zip(rows, examples.labels) {
            loss += CrossEntropy.loss(logits: logits, label: label)
            let best = logits.indices.max { logits[$0] < logits[$1] } ?? 0
            matrix.add(truth: label, prediction: best)
        }
        return (ClassificationReport(matrix), loss / Double(max(examples.count, 1)))
    }
}
