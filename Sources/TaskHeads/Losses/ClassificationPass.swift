import Foundation

/// The losses of one row of logits and their slopes, term by term, in double precision.
struct ClassificationPass {
    /// The logarithms of the classes' probabilities.
    private var logarithms: [Double]
    private var tempered: [Double]
    /// The gradient of all terms with respect to the logits.
    private(set) var slopes: [Double]

    init(_ classCount: Int) {
        logarithms = [Double](repeating: 0, count: classCount)
        (tempered, slopes) = (logarithms, logarithms)
    }

    /// Starts with new logits.
    mutating func begin(_ logits: UnsafeMutableBufferPointer<Float>) {
        LogSoftmax.write(logits, to: &logarithms)
        for column in slopes.indices { slopes[column] = 0 }
    }

    /// The sum of share (1 - p)^gamma (-log p), times the factor.
    mutating func addCrossEntropy(_ shares: [Double], focalGamma: Double, factor: Double) -> Double {
        var (loss, slopeSum) = (0.0, 0.0)
        for column in shares.indices where shares[column] != 0 {
            let term = Self.focalTerm(logarithms[column], gamma: focalGamma)
            loss += shares[column] * term.value
            slopeSum += shares[column] * term.slope
            slopes[column] += factor * (shares[column] * term.slope)
        }
        for column in shares.indices { slopes[column] -= factor * (exp(logarithms[column]) * slopeSum) }
        return factor * loss
    }

    /// -(1 - p)^gamma log p, and its derivative with respect to log p.
    private static func focalTerm(_ logarithm: Double, gamma: Double) -> (value: Double, slope: Double) {
        guard gamma != 0 else { return (-logarithm, -1) }
        let rest = -expm1(logarithm)
        guard rest > 0 else { return (0, 0) }
        let power = pow(rest, gamma)
        return (-power * logarithm, gamma * (power / rest) * exp(logarithm) * logarithm - power)
    }

    /// The divergence of a teacher's probabilities from those of the logits at a temperature, times the factor and the
    /// temperature squared, which preserves the gradient's scale.
    mutating func addDivergence(
        from teacher: [Double], of logits: UnsafeMutableBufferPointer<Float>, temperature: Double, factor: Double
    ) -> Double {
        LogSoftmax.write(logits, temperature: temperature, to: &tempered)
        for column in slopes.indices {
            slopes[column] += factor * temperature * (exp(tempered[column]) - exp(teacher[column]))
        }
        return factor * temperature * temperature * LogSoftmax.divergence(teacher, from: tempered)
    }

    /// The mean of the divergences of two passes from each other, times the factor.
    static func addMutualDivergence(_ passes: inout [ClassificationPass], factor: Double) -> Double {
        var loss = 0.0
        for (one, other) in [(0, 1), (1, 0)] {
            let (own, others) = (passes[one].logarithms, passes[other].logarithms)
            let divergence = LogSoftmax.divergence(own, from: others)
            loss += factor / 2 * divergence
            for column in own.indices {
                let probability = exp(own[column])
                let slope = probability * (own[column] - others[column] - divergence)
                passes[one].slopes[column] += factor / 2 * (slope + probability - exp(others[column]))
            }
        }
        return loss
    }
}
