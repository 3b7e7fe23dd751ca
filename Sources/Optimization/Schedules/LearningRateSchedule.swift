import Foundation

/// A learning rate that rises for some steps and then follows a curve, as Hugging Face and PyTorch compute it.
public struct LearningRateSchedule: Sendable {
    /// The curve.
    public enum Kind: Sendable, Hashable {
        /// Falls linearly to zero.
        case linear
        /// Falls to zero as half a wave of the cosine.
        case cosine
        /// Stays at the peak.
        case constant
        /// Falls as a power of the steps that are left, to 1e-7.
        case polynomial(power: Double)
        /// Falls as one over the root of the step, counted in lengths of the warm-up, or of 10,000 steps without one.
        case inverseSquareRoot
        /// Rises from a 25th of the peak as half a wave of the cosine, and falls to 1/250,000 of it (Smith and Topin,
        /// 2018).
        case oneCycle
    }

    public let kind: Kind
    /// The highest rate.
    public let peak: Double
    /// The number of steps on the way up, which is linear from zero for all kinds but one.
    public let warmupSteps: Int
    /// The number of all steps.
    public let totalSteps: Int

    public init(_ kind: Kind, peak: Double, warmupSteps: Int, totalSteps: Int) {
        self.kind = kind
        self.peak = peak
        self.warmupSteps = warmupSteps
        self.totalSteps = totalSteps
    }

    /// The rate of a step; the first is step 0, whose rate is zero where there is a linear warm-up.
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
            // A peak below the usual end leaves no way down.
            let end = min(1e-7, peak)
            return step >= totalSteps ? end : (peak - end) * pow(1 - progress, power) + end
        case .inverseSquareRoot:
            let timescale = Double(warmupSteps == 0 ? 10_000 : warmupSteps)
            return peak / ((Double(step - warmupSteps) + timescale) / timescale).squareRoot()
        }
    }

    /// The peak is reached in the last step of the warm-up, the lowest rate in the last step of all.
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
