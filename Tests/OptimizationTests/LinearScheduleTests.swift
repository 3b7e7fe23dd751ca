import Optimization
import Testing

struct LinearScheduleTests {
    struct Case: Sendable {
        let peak: Double, warmup: Int, total: Int
        let rates: [Double]
    }

    static let cases = [
        Case(peak: 1, warmup: 2, total: 6, rates: [0, 0.5, 1, 0.75, 0.5, 0.25, 0, 0]),
        Case(peak: 0.001, warmup: 0, total: 4, rates: [0.001, 0.00075, 0.0005, 0.00025, 0]),
        Case(peak: 5e-5, warmup: 3, total: 50, rates: [0, 5e-5 / 3, 1e-4 / 3, 5e-5, 5e-5 * 46 / 47]),
        Case(peak: 1, warmup: 4, total: 4, rates: [0, 0.25, 0.5, 0.75, 0, 0]),
        Case(peak: 1, warmup: 0, total: 0, rates: [0, 0]),
        Case(peak: 1, warmup: 0, total: 1, rates: [1, 0]),
    ]

    @Test(arguments: cases)
    func `rates rise to the peak and fall to zero`(example: Case) {
        let schedule = LinearSchedule(peak: example.peak, warmupSteps: example.warmup, totalSteps: example.total)
        for (step, rate) in example.rates.enumerated() {
            #expect(abs(schedule.learningRate(step: step) - rate) <= 1e-15 * example.peak, "step \(step)")
        }
    }
}
