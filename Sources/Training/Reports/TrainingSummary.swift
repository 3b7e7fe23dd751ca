/// What came of a training run.
public struct TrainingSummary: Sendable, Equatable {
    /// How a run came to its end.
    public enum Ending: String, Sendable, Codable {
        case complete
        /// There was nothing better to be had.
        case early
        /// It was asked to end, and can go on.
        case interrupted
        /// A gradient was not a finite number.
        case diverged
    }

    /// The number of updates that were made.
    public let steps: Int
    /// What came of each update.
    public let curve: [StepRecord]
    /// What came of each completed epoch.
    public let epochs: [EpochRecord]
    /// The epoch whose weights were kept; `nil` where nothing was validated and the last ones were.
    public let bestEpoch: Int?
    /// The time of all updates, validation not counted.
    public let seconds: Double
    public let examplesPerSecond: Double
    /// Real tokens: there is no padding.
    public let tokensPerSecond: Double
    public let ending: Ending
    /// Whether an earlier call had done it all, and this one nothing.
    public let wasDoneBefore: Bool
    /// What came of each strength of L2 that was tried; empty where no probe was fitted.
    public internal(set) var probe: [ProbeRecord] = []
    /// Whether pretraining helped, where that was asked.
    public internal(set) var transfer: TransferFinding?

    init(_ state: TrainerState, ending: Ending) {
        steps = state.step
        curve = state.curve
        epochs = state.epochs
        bestEpoch = state.bestStep == nil ? nil : state.bestEpoch?.epoch
        seconds = state.seconds
        examplesPerSecond = state.examplesPerSecond
        tokensPerSecond = state.tokensPerSecond
        self.ending = ending
        wasDoneBefore = false
    }

    /// What is known of a run that ended before.
    init(
        steps: Int, seconds: Double, examplesPerSecond: Double, tokensPerSecond: Double, ending: Ending
    ) {
        self.steps = steps
        (curve, epochs, bestEpoch) = ([], [], nil)
        self.seconds = seconds
        self.examplesPerSecond = examplesPerSecond
        self.tokensPerSecond = tokensPerSecond
        self.ending = ending
        wasDoneBefore = true
    }

    /// Whether there was something to write: a run that diverged has it only where an epoch was validated before.
    public var isWritten: Bool {
        switch ending {
        case .complete, .early: true
        case .interrupted: false
        case .diverged: bestEpoch != nil
        }
    }

    /// The scores on the validation data of the model as it was written: calibrated, or with fitted thresholds. `nil` if
    /// nothing was written.
    var written: Judgement?

    /// The scores of the weights that were kept, as they were written if they were.
    public var validation: Judgement? { written ?? bestEpoch.flatMap { epochs[$0 - 1].validation } }
}
