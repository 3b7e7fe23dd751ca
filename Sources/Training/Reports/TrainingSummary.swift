public import Evaluation

/// What came of a training run.
public struct TrainingSummary: Sendable, Codable, Equatable {
    /// The number of updates that were made.
    public let steps: Int
    /// What came of each completed epoch.
    public let epochs: [EpochRecord]
    /// The epoch whose weights were kept; `nil` where nothing was validated and the last ones were.
    public let bestEpoch: Int?
    /// The time of all updates, validation not counted.
    public let seconds: Double
    public let examplesPerSecond: Double
    /// Real tokens: there is no padding.
    public let tokensPerSecond: Double
    /// Whether training ended before its time because it was asked to.
    public let isInterrupted: Bool

    /// What there is to say where a run ended before its first update.
    static let interruptedAtStart = TrainingSummary(
        steps: 0, epochs: [], bestEpoch: nil, seconds: 0, examplesPerSecond: 0, tokensPerSecond: 0, isInterrupted: true)

    /// Whether there was something to write: an interrupted run has it only where an epoch was validated.
    public var isWritten: Bool { !isInterrupted || bestEpoch != nil }

    /// The scores of the weights that were kept.
    public var validation: ClassificationReport? { bestEpoch.flatMap { epochs[$0 - 1].validation } }
}
