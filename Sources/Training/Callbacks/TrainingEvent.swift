public import Evaluation

/// What a trainer tells while it works.
public enum TrainingEvent: Sendable {
    /// Data and model are ready; training begins.
    case prepared(TrainingPlan)
    /// Features of the frozen encoder are being computed.
    case features(done: Int, total: Int)
    /// An update was made.
    case step(TrainingProgress)
    /// Every row was seen once more, and the validation data were judged where there are any.
    case epoch(EpochRecord)
}

/// How far training is.
public struct TrainingProgress: Sendable {
    /// The number of updates so far and of all updates.
    public let step: Int, totalSteps: Int
    /// The epoch that is under way, from 1, and the number of all epochs.
    public let epoch: Int, totalEpochs: Int
    /// The mean loss of the latest updates.
    public let loss: Double
    public let learningRate: Double
    public let examplesPerSecond: Double
    public let tokensPerSecond: Double
    /// The estimate of what remains, validation not counted.
    public let secondsLeft: Double
}

/// What came of an epoch.
public struct EpochRecord: Sendable, Codable, Equatable {
    /// The number of the epoch, from 1.
    public let epoch: Int
    /// The mean loss over the epoch's updates.
    public let trainingLoss: Double
    /// The mean loss over the validation data.
    public let validationLoss: Double?
    public let validation: ClassificationReport?
    /// Whether this epoch's weights are the best so far, by accuracy and then by loss.
    public let isBest: Bool
}
