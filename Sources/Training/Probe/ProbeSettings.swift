/// Settings for fitting the output layer directly on the features of a frozen encoder, instead of by many updates.
public struct ProbeSettings: Sendable, Equatable, Codable {
    /// The L2 strength relative to the sum of the losses; `nil` for the best candidate on the validation data, or 1
    /// without validation data.
    public var strength: Double?

    public init(strength: Double? = nil) { self.strength = strength }

    /// The strengths that are tried if there are validation data, strongest first.
    static let candidates: [Double] = [100, 10, 1, 0.1, 0.01]
}

/// The result of a fit with one L2 strength.
public struct ProbeRecord: Sendable, Codable, Equatable {
    /// The L2 strength relative to the sum of the losses.
    public let strength: Double
    /// The minimized value: the mean loss plus the penalty.
    public let objective: Double
    public let iterations: Int
    /// Tells whether the fit converged within the tolerance.
    public let isConverged: Bool
    public let validation: Judgement?
    /// Tells whether this fit is the best so far.
    public let isBest: Bool
}
