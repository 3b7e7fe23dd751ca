import InputOutput

/// What became of a choice of settings on so many rows.
public struct TuningTrial: Sendable, Codable, Equatable {
    /// All that the trial depends on.
    let fingerprint: RunFingerprint
    /// The settings by the names of their options; those that are not named have their usual values.
    public let settings: [String: String]
    /// The number of rows that were learned from.
    public let rows: Int
    public let steps: Int
    /// The time of the whole trial.
    public let seconds: Double
    /// The measure that decides.
    public let measure: String
    /// The measures of the best epoch; none where the trial failed.
    public let measures: [String: Double]
    public let bestEpoch: Int?
    /// Why there are no measures.
    public let problem: String?

    /// The measure that decides; `nil` where the trial failed.
    public var score: Double? { measures[measure] }

    /// Whether this did better than another trial; of two that failed, neither did.
    func isBetter(than other: TuningTrial) -> Bool {
        guard let score else { return false }
        guard let otherScore = other.score else { return true }
        return MeasureName.isBetter(
            measure, (score, measures["loss"] ?? .infinity), than: (otherScore, other.measures["loss"] ?? .infinity))
    }
}
