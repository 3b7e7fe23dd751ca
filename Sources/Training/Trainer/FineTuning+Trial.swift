public import DatasetCaching
import Datasets
import Foundation

/// The result of a training run that writes nothing.
public struct Trial: Sendable {
    public let summary: TrainingSummary
    /// The scores of the best weights on the validation data; `nil` without such data, or before an epoch was complete.
    public var judgement: Judgement? { summary.validation }
}

extension FineTuning {
    /// Trains in memory and writes nothing, to evaluate a choice of settings.
    ///
    /// - Parameters:
    ///   - cache: The cache of encoded datasets; `nil` for the user's cache.
    ///   - observe: Receives all progress, on the calling thread.
    ///   - shouldStop: Called before each pass through the model; true stops the training.
    /// - Throws: `FledgeError` for problems with files and settings, or if training diverged.
    public func tried(
        cache: DatasetCache? = nil, observe: (TrainingEvent) -> Void = { _ in }, shouldStop: () -> Bool = { false }
    ) throws -> Trial {
        try validate()
        let prepared: PreparedTraining
        do {
            prepared = try PreparedTraining(
                self, isTrial: true, cache: cache ?? DatasetCache(), observe: observe, shouldStop: shouldStop)
        } catch is CancellationError {
            return Trial(summary: TrainingSummary(TrainerState(), ending: .interrupted))
        }
        observe(.prepared(prepared.plan))
        do {
            return Trial(summary: try prepared.train(observe: observe, shouldStop: shouldStop))
        } catch let divergence as Trainer.Diverged {
            throw divergence.error
        }
    }
}
