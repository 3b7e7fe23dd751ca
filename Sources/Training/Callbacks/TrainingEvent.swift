/// What a trainer tells while it works.
public enum TrainingEvent: Sendable {
    /// Data and model are ready; training begins.
    case prepared(TrainingPlan)
    /// Features of the frozen encoder, or a teacher's answers, are being computed.
    case features(done: Int, total: Int)
    /// Training goes on where a checkpoint ends.
    case resumed(step: Int, totalSteps: Int)
    /// An update was made.
    case step(TrainingProgress)
    /// The validation data are being evaluated: the number of sequences so far and of all.
    case validating(done: Int, total: Int)
    /// Every row was seen once more, and the validation data were judged where there are any.
    case epoch(EpochRecord)
    /// The output layer was fitted with one strength of L2.
    case probe(ProbeRecord)
    /// A check of transfer goes on to this contender, in so many epochs where it is trained.
    case checking(TransferFinding.Contender, epochs: Int?)
    /// An update of a training that a check of transfer makes.
    case checkingStep(TrainingProgress)
    /// Something went wrong that training gets over.
    case warning(String)
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
    /// The norm of the latest update's gradients, before clipping.
    public let gradientNorm: Double
    public let examplesPerSecond: Double
    public let tokensPerSecond: Double
    /// The mean time of an update so far, in seconds.
    public let secondsPerUpdate: Double
    /// The estimate of what remains; validation counts once an epoch was evaluated.
    public let secondsLeft: Double
}

/// What came of an update.
public struct StepRecord: Sendable, Codable, Equatable {
    /// The number of the update, from 1.
    public let step: Int
    /// The mean loss over its rows.
    public let loss: Double
    public let learningRate: Double
    /// The norm of the gradients, before clipping.
    public let gradientNorm: Double
}

/// What came of an epoch.
public struct EpochRecord: Sendable, Codable, Equatable {
    /// The number of the epoch, from 1.
    public let epoch: Int
    /// The mean loss over the epoch's updates.
    public let trainingLoss: Double
    public let validation: Judgement?
    /// Whether this epoch's weights are the best so far, by the task's measure and then by loss.
    public let isBest: Bool
}
