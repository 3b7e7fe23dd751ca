/// How the output layer is fitted in one go on the features of a frozen encoder, in place of many updates.
public struct ProbeSettings: Sendable, Equatable, Codable {
    /// The strength of L2 against the sum of the losses; `nil` for the best of some on the validation data, or 1 without.
    public var strength: Double?

    public init(strength: Double? = nil) { self.strength = strength }

    /// What is tried where there are data to tell the best by, the strongest first.
    static let candidates: [Double] = [100, 10, 1, 0.1, 0.01]
}

/// What came of a fit with one strength of L2.
public struct ProbeRecord: Sendable, Codable, Equatable {
    /// The strength of L2 against the sum of the losses.
    public let strength: Double
    /// What was minimised: the mean loss with its share of the penalty.
    public let objective: Double
    public let iterations: Int
    /// Whether the minimum was reached as far as was asked for.
    public let isConverged: Bool
    public let validation: Judgement?
    /// Whether this one is the best so far.
    public let isBest: Bool
}
