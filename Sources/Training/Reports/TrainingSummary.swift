/// The result of a training run.
public struct TrainingSummary: Sendable, Equatable {
    /// The way a run ended.
    public enum Ending: String, Sendable, Codable {
        case complete
        /// Early stopping: no further improvement.
        case early
        /// The run was asked to stop, and can be resumed.
        case interrupted
        /// A gradient was not a finite number.
        case diverged
    }

    /// The number of updates.
    public let steps: Int
    /// The result of each update.
    public let curve: [StepRecord]
    /// The result of each completed epoch.
    public let epochs: [EpochRecord]
    /// The epoch whose weights were kept; `nil` if there was no validation and the last weights were kept.
    public let bestEpoch: Int?
    /// The time of all updates, excluding validation.
    public let seconds: Double
    public let examplesPerSecond: Double
    /// Real tokens: there is no padding.
    public let tokensPerSecond: Double
    public let ending: Ending
    /// Tells whether an earlier call had already completed the run, so that this one did nothing.
    public let wasDoneBefore: Bool
    /// The result of each L2 strength that was tried; empty if no probe was fitted.
    public internal(set) var probe: [ProbeRecord] = []
    /// The result of the transfer check, if one was requested.
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

    /// The known values of a run that completed earlier.
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

    /// Tells whether there was something to write: a diverged run has it only if an epoch was validated before.
    public var isWritten: Bool {
        switch ending {
        case .complete, .early: true
        case .interrupted: false
        case .diverged: bestEpoch != nil
        }
    }

    /// The scores of the model as it was written on the validation data: calibrated, or with fitted thresholds. `nil`
    /// if nothing was written.
    var written: Judgement?

    /// The scores of the kept weights, as they were written if they were.
    public var validation: Judgement? { written ?? bestEpoch.flatMap { epochs[$0 - 1].validation } }
}
