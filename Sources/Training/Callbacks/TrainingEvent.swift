/// An event that training reports as it runs.
public enum TrainingEvent: Sendable {
    /// Data and model are ready; training begins.
    case prepared(TrainingPlan)
    /// Features of the frozen encoder, or a teacher's answers, are being computed.
    case features(done: Int, total: Int)
    /// Training resumes from a checkpoint.
    case resumed(step: Int, totalSteps: Int)
    /// An update has been made.
    case step(TrainingProgress)
    /// The validation data are being evaluated: the number of sequences done and the total.
    case validating(done: Int, total: Int)
    /// An epoch has ended; if there are validation data, they have been evaluated.
    case epoch(EpochRecord)
    /// The output layer has been fitted with one L2 strength.
    case probe(ProbeRecord)
    /// A transfer check turns to this contender, which is trained for this number of epochs if it is trained at all.
    case checking(TransferFinding.Contender, epochs: Int?)
    /// An update of a training run that belongs to a transfer check.
    case checkingStep(TrainingProgress)
    /// A problem that does not end the training.
    case warning(String)
}

/// The progress of training.
public struct TrainingProgress: Sendable {
    /// The number of updates so far and in total.
    public let step: Int, totalSteps: Int
    /// The current epoch, from 1, and the total number of epochs.
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
    /// The estimated time that remains; it includes validation once an epoch has been evaluated.
    public let secondsLeft: Double
}

/// The result of an update.
public struct StepRecord: Sendable, Codable, Equatable {
    /// The number of the update, from 1.
    public let step: Int
    /// The mean loss over the update's rows.
    public let loss: Double
    public let learningRate: Double
    /// The norm of the gradients, before clipping.
    public let gradientNorm: Double
}

/// The result of an epoch.
public struct EpochRecord: Sendable, Codable, Equatable {
    /// The number of the epoch, from 1.
    public let epoch: Int
    /// The mean loss over the epoch's updates.
    public let trainingLoss: Double
    public let validation: Judgement?
    /// Tells whether this epoch's weights are the best so far, by the task's metric and then by loss.
    public let isBest: Bool
}
