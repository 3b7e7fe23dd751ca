public import Datasets
import Foundation

/// What came of a training that nothing was kept of.
public struct Trial: Sendable {
    public let summary: TrainingSummary
    /// How well the best weights do on the validation data; `nil` without such data, or before an epoch was complete.
    public var judgement: Judgement? { summary.validation }
}

extension FineTuning {
    /// Trains in memory and writes nothing: what a choice of settings is worth.
    ///
    /// - Parameters:
    ///   - cache: Where encoded data sets are kept; `nil` for the cache of this user.
    ///   - observe: Told of all progress, on the calling thread.
    ///   - shouldStop: Asked before each pass through the model.
    /// - Throws: `FledgeError` for what is wrong with files and settings, or where training diverged.
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
