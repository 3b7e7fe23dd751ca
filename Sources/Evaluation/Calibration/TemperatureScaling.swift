import Foundation
import InputOutput

/// Temperature scaling: a single number divides the logits so that the probabilities of a classifier are calibrated
/// (Guo et al. 2017, "On Calibration of Modern Neural Networks"). Predicted classes do not change.
public struct TemperatureScaling: Sendable, Equatable, Codable {
    /// The range of possible temperatures.
    public static let range = 0.05...20.0

    /// The divisor of the logits: above 1 if the classifier was overconfident.
    public let temperature: Double
    /// The number of examples that the temperature was fitted on.
    public let count: Int
    /// The mean cross-entropy of the original logits, in nats.
    public let crossEntropyBefore: Double
    /// The mean cross-entropy of the logits divided by the temperature, in nats.
    public let crossEntropyAfter: Double

    private enum CodingKeys: String, CodingKey {
        case temperature, count
        case crossEntropyBefore = "cross_entropy_before"
        case crossEntropyAfter = "cross_entropy_after"
    }

    /// Finds the temperature with the least cross-entropy.
    ///
    /// The cross-entropy is convex in the inverse of the temperature, so its slope has one root. It is found with
    /// Newton's method, and the enclosing interval is halved whenever a step would leave it.
    ///
    /// - Parameter predictions: Logits of examples that were not used for training.
    /// - Throws: `FledgeError` (data) if there are no examples or no logits, if the logits of each example are all
    ///   equal, or if the best temperature lies outside ``range``.
    public init(fitting predictions: ClassPredictions) throws {
        guard let logits = predictions.logits else {
            throw Self.failure("only probabilities are known", expected: "logits")
        }
        guard let before = predictions.crossEntropy else {
            throw Self.failure("there are no examples", expected: "labelled examples")
        }
        let slopes = Slopes(logits: logits, truths: predictions.truths, width: predictions.labels.count)
        guard slopes.dependOnTemperature else {
            throw Self.failure(
                "the logits of each example are all equal, so every temperature gives the same loss",
                expected: "logits that differ")
        }
        var (low, high) = (1 / Self.range.upperBound, 1 / Self.range.lowerBound)
        guard slopes.at(low).first < 0 else {
            throw Self.failure(
                "the logits do not predict the classes: the flatter the probabilities, the lower the loss",
                expected: "an optimal temperature of at most \(Self.range.upperBound.fixed(0))")
        }
        guard slopes.at(high).first > 0 else {
            throw Self.failure(
                "the examples are too few or too easy: the sharper the probabilities, the lower the loss",
                expected: "an optimal temperature of at least \(Self.range.lowerBound.fixed(2))",
                advice: "fit it on more examples, some of which the model gets wrong")
        }
        var inverse = 1.0
        for _ in 0..<200 {
            let slope = slopes.at(inverse)
            if slope.first == 0 { break }
            if slope.first < 0 { low = inverse } else { high = inverse }
            let step = slope.second > 0 ? inverse - slope.first / slope.second : .nan
            let next = step > low && step < high ? step : (low + high) / 2
            if abs(next - inverse) <= 2 * inverse.ulp { break }
            inverse = next
        }
        temperature = 1 / inverse
        count = predictions.count
        crossEntropyBefore = before
        crossEntropyAfter = predictions.replacing(logits: logits.map { $0 * inverse }).crossEntropy ?? before
    }

    /// Returns the predictions with their logits divided by the temperature.
    ///
    /// - Throws: `FledgeError` (data) if the predictions contain only probabilities.
    public func applied(to predictions: ClassPredictions) throws -> ClassPredictions {
        guard let logits = predictions.logits else {
            throw FledgeError(.data, "only logits can be divided by a temperature", found: "probabilities")
        }
        return predictions.replacing(logits: logits.map { $0 / temperature })
    }

    private static func failure(_ reason: String, expected: String, advice: String? = nil) -> FledgeError {
        FledgeError(.data, "a temperature cannot be fitted: \(reason)", expected: expected, advice: advice)
    }
}

/// The derivatives of the mean cross-entropy with respect to the inverse of the temperature.
private struct Slopes {
    let logits: [Double]
    let truths: [Int]
    let width: Int

    /// True if the logits of some example differ at all.
    var dependOnTemperature: Bool {
        truths.indices.contains { row in
            let values = logits[row * width..<(row + 1) * width]
            return values.contains { $0 != values[values.startIndex] }
        }
    }

    /// The first and second derivatives: the expected logit minus the true class's logit, and the logit's variance,
    /// under the probabilities at that temperature.
    func at(_ inverse: Double) -> (first: Double, second: Double) {
        var (first, second) = (0.0, 0.0)
        for (row, truth) in truths.enumerated() {
            let values = logits[row * width..<(row + 1) * width]
            let largest = values.max() ?? 0
            var (weights, sums, squares) = (0.0, 0.0, 0.0)
            for value in values {
                let distance = value - largest
                let weight = exp(inverse * distance)
                weights += weight
                sums += weight * distance
                squares += weight * distance * distance
            }
            let mean = sums / weights
            first += mean - (values[values.startIndex + truth] - largest)
            second += squares / weights - mean * mean
        }
        return (first / Double(truths.count), second / Double(truths.count))
    }
}
