import InputOutput

/// The result of a candidate on some number of rows.
public struct TuningTrial: Sendable, Codable, Equatable {
    /// Everything that the trial depends on.
    let fingerprint: RunFingerprint
    /// The settings by option name; others have their defaults.
    public let settings: [String: String]
    /// The number of training rows.
    public let rows: Int
    public let steps: Int
    /// The duration of the whole trial, in seconds.
    public let seconds: Double
    /// The metric that decides.
    public let measure: String
    /// The metrics of the best epoch; empty if the trial failed.
    public let measures: [String: Double]
    public let bestEpoch: Int?
    /// The reason why there are no metrics.
    public let problem: String?

    /// The deciding metric; `nil` if the trial failed.
    public var score: Double? { measures[measure] }

    /// Tells whether this trial did better than another; a failed trial is never better.
    func isBetter(than other: TuningTrial) -> Bool {
        guard let score else { return false }
        guard let otherScore = other.score else { return true }
        return MeasureName.isBetter(
            measure, (score, measures["loss"] ?? .infinity), than: (otherScore, other.measures["loss"] ?? .infinity))
    }
}
