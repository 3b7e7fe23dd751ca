import Foundation

/// A learning rate that warms up and then follows a curve, as implemented by Hugging Face and PyTorch.
public struct LearningRateSchedule: Sendable {
    /// The curve.
    public enum Kind: Sendable, Hashable {
        /// Falls linearly to zero.
        case linear
        /// Falls to zero along half a cosine wave.
        case cosine
        /// Stays at the peak.
        case constant
        /// Falls to 1e-7 as a power of the remaining steps.
        case polynomial(power: Double)
        /// Falls as the inverse square root of the step, in units of the warmup length, or of 10,000 steps without
        /// warmup.
        case inverseSquareRoot
        /// Rises from 1/25 of the peak along half a cosine wave, and falls to 1/250,000 of it (Smith and Topin, 2018).
        case oneCycle
    }

    public let kind: Kind
    /// The highest rate.
    public let peak: Double
    /// The number of warmup steps. Warmup is linear from zero for all kinds except ``Kind/oneCycle``.
    public let warmupSteps: Int
    /// The total number of steps.
    public let totalSteps: Int

    public init(_ kind: Kind, peak: Double, warmupSteps: Int, totalSteps: Int) {
        self.kind = kind
        self.peak = peak
        self.warmupSteps = warmupSteps
        self.totalSteps = totalSteps
    }

    /// The learning rate of a step. Steps count from 0, whose rate is zero with linear warmup.
    public func learningRate(step: Int) -> Double {
        let progress = min(1, Double(step - warmupSteps) / Double(max(totalSteps - warmupSteps, 1)))
        switch kind {
        case .oneCycle: return oneCycle(step)
        case _ where step < warmupSteps: return peak * Double(step) / Double(warmupSteps)
        case .linear:
            return peak * max(0, Double(totalSteps - step) / Double(max(totalSteps - warmupSteps, 1)))
        case .cosine: return peak * max(0, 0.5 * (1 + cos(.pi * progress)))
        case .constant: return peak
        case .polynomial(let power):
            // A peak below the usual end value leaves nothing to decay.
            let end = min(1e-7, peak)
            return step >= totalSteps ? end : (peak - end) * pow(1 - progress, power) + end
        case .inverseSquareRoot:
            let timescale = Double(warmupSteps == 0 ? 10_000 : warmupSteps)
            return peak / ((Double(step - warmupSteps) + timescale) / timescale).squareRoot()
        }
    }

    /// The peak is reached in the last warmup step, and the lowest rate in the last step of all.
    private func oneCycle(_ step: Int) -> Double {
        let (initial, top, last) = (peak / 25, Double(warmupSteps - 1), Double(totalSteps - 1))
        let position = min(Double(step), last)
        if position <= top { return wave(from: initial, to: peak, top > 0 ? position / top : 1) }
        return wave(from: peak, to: initial / 1e4, (position - top) / (last - top))
    }

    private func wave(from start: Double, to end: Double, _ share: Double) -> Double {
        end + (start - end) / 2 * (cos(.pi * share) + 1)
    }
}
