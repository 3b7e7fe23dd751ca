import Foundation

/// The state of a run, apart from its tensors: everything else that the next update depends on.
struct TrainerState: Codable {
    /// The number of updates so far.
    var step = 0
    /// The number of completed epochs, including their evaluation.
    var epoch = 0
    /// The number of updates in the current epoch.
    var updatesInEpoch = 0
    /// The number of updates of each parameter group, by optimizer.
    var stepCounts: [[Int]] = []
    /// The result of each update.
    var curve: [StepRecord] = []
    var epochs: [EpochRecord] = []
    /// The step after which the best epoch ended.
    var bestStep: Int?
    /// The number of completed epochs since the best one.
    var epochsSinceBest = 0
    var seconds = 0.0
    var examples = 0
    var tokens = 0

    var examplesPerSecond: Double { Double(examples) / max(seconds, 1e-9) }
    var tokensPerSecond: Double { Double(tokens) / max(seconds, 1e-9) }

    /// The mean loss of the epoch's updates so far.
    var epochLoss: Double {
        curve.suffix(updatesInEpoch).reduce(0) { $0 + $1.loss } / Double(max(updatesInEpoch, 1))
    }

    var bestEpoch: EpochRecord? { epochs.last(where: \.isBest) }
}
