import InputOutput

/// A confidence interval of a metric, which shows its uncertainty due to sampling: the percentile bootstrap (Efron
/// 1979, "Bootstrap methods: another look at the jackknife").
///
/// To compare two models, use a metric that is their difference on the same examples.
public struct BootstrapInterval: Sendable, Equatable, Codable {
    /// The metric on all examples; `nil` if it is not defined.
    public let estimate: Double?
    /// The lower end of the interval; `nil` if the metric is not defined on any resample.
    public let lower: Double?
    /// The upper end of the interval; `nil` if the metric is not defined on any resample.
    public let upper: Double?
    /// The share of resamples that lie within the interval.
    public let level: Double
    /// The number of resamples on which the metric is defined; the others are ignored.
    public let resampleCount: Int

    private enum CodingKeys: String, CodingKey {
        case estimate, lower, upper, level
        case resampleCount = "resample_count"
    }

    /// - Parameters:
    ///   - exampleCount: The number of examples.
    ///   - resamples: The number of samples of the same size, drawn with replacement; at least one.
    ///   - level: The share of resamples within the interval, above 0 and below 1.
    ///   - seed: The random seed: the same seed gives the same interval.
    ///   - metric: Computes the metric on the examples with these indices, some of which are repeated; `nil` if it is
    ///     not defined.
    public init(
        exampleCount: Int, resamples: Int = 1000, level: Double = 0.95, seed: UInt64 = 0,
        metric: (_ examples: [Int]) throws -> Double?
    ) rethrows {
        precondition(exampleCount >= 0 && resamples > 0 && level > 0 && level < 1, "there is no such interval")
        self.level = level
        var generator = SplitMix64(seed: seed)
        var values: [Double] = []
        var examples = Array(0..<exampleCount)
        estimate = try Self.known(metric(examples))
        for _ in 0..<(exampleCount == 0 ? 0 : resamples) {
            for index in examples.indices { examples[index] = generator.next(below: exampleCount) }
            if let value = try Self.known(metric(examples)) { values.append(value) }
        }
        values.sort()
        resampleCount = values.count
        lower = Self.quantile(values, (1 - level) / 2)
        upper = Self.quantile(values, (1 + level) / 2)
    }

    private static func known(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }

    /// The quantile of sorted values, with linear interpolation.
    private static func quantile(_ sorted: [Double], _ share: Double) -> Double? {
        guard let last = sorted.last else { return nil }
        let place = share * Double(sorted.count - 1)
        let below = Int(place)
        guard below + 1 < sorted.count else { return last }
        return sorted[below] + (sorted[below + 1] - sorted[below]) * (place - Double(below))
    }

    /// The estimate and its interval on one line.
    public var rendered: String {
        "\(estimate.fixed(4)) (\(TickLabel.value(100 * level)) % interval \(lower.fixed(4)) to \(upper.fixed(4)), "
            + "\(resampleCount) resamples)"
    }
}
