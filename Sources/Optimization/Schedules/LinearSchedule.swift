/// A learning rate that rises linearly from zero and then falls linearly to zero, counted as Hugging Face does.
public struct LinearSchedule: Sendable {
    /// The highest rate.
    public let peak: Double
    /// The number of steps on the way up.
    public let warmupSteps: Int
    /// The number of all steps.
    public let totalSteps: Int

    public init(peak: Double, warmupSteps: Int, totalSteps: Int) {
        self.peak = peak
        self.warmupSteps = warmupSteps
        self.totalSteps = totalSteps
    }

    /// The rate of a step; the first is step 0, whose rate is zero where there is a warm-up.
    public func learningRate(step: Int) -> Double {
        if step < warmupSteps { return peak * Double(step) / Double(max(warmupSteps, 1)) }
        return peak * max(0, Double(totalSteps - step) / Double(max(totalSteps - warmupSteps, 1)))
    }
}
