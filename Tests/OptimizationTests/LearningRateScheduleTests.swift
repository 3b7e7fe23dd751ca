import Foundation
import Optimization
import TestSupport
import Testing

struct LearningRateScheduleTests {
    struct Recorded: Decodable {
        let kind: String, power: Double, peak: Double, warmupSteps: Int, totalSteps: Int
        let rates: [Double]

        var schedule: LearningRateSchedule? {
            let kinds: [String: LearningRateSchedule.Kind] = [
                "linear": .linear, "cosine": .cosine, "constant": .constant, "polynomial": .polynomial(power: power),
                "inverse_square_root": .inverseSquareRoot, "one_cycle": .oneCycle,
            ]
            return kinds[kind].map {
                LearningRateSchedule($0, peak: peak, warmupSteps: warmupSteps, totalSteps: totalSteps)
            }
        }
    }

    @Test func `rates are those of transformers and PyTorch`() throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("Optimization/schedules.json")))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let cases = try decoder.decode([Recorded].self, from: data)
        #expect(cases.count == 32)
        for example in cases {
            let schedule = try #require(example.schedule)
            #expect(example.rates.count == example.totalSteps)
            for (step, rate) in example.rates.enumerated() {
                let error = abs(schedule.learningRate(step: step) - rate)
                #expect(
                    error <= 1e-14 * example.peak,
                    "\(example.kind), power \(example.power), step \(step) of \(example.totalSteps)")
            }
        }
    }

    struct Case: Sendable {
        let kind: LearningRateSchedule.Kind
        let peak: Double, warmup: Int, total: Int
        let rates: [Double]
    }

    /// Warmups over all steps or one step, and steps beyond the last.
    static let cases = [
        Case(kind: .linear, peak: 1, warmup: 2, total: 6, rates: [0, 0.5, 1, 0.75, 0.5, 0.25, 0, 0]),
        Case(kind: .linear, peak: 1, warmup: 4, total: 4, rates: [0, 0.25, 0.5, 0.75, 0, 0]),
        Case(kind: .linear, peak: 1, warmup: 0, total: 0, rates: [0, 0]),
        Case(kind: .linear, peak: 1, warmup: 0, total: 1, rates: [1, 0]),
        Case(kind: .cosine, peak: 2, warmup: 0, total: 2, rates: [2, 1, 0, 0]),
        Case(kind: .constant, peak: 1, warmup: 1, total: 2, rates: [0, 1, 1, 1]),
        Case(kind: .polynomial(power: 2), peak: 1e-8, warmup: 1, total: 2, rates: [0, 1e-8, 1e-8, 1e-8]),
        Case(kind: .polynomial(power: 1), peak: 1, warmup: 2, total: 2, rates: [0, 0.5, 1e-7]),
        Case(kind: .inverseSquareRoot, peak: 3, warmup: 1, total: 2, rates: [0, 3, 3 / 2.0.squareRoot()]),
        Case(kind: .oneCycle, peak: 1, warmup: 1, total: 2, rates: [1, 4e-6, 4e-6]),
        Case(kind: .oneCycle, peak: 1, warmup: 0, total: 1, rates: [4e-6]),
        Case(kind: .oneCycle, peak: 1, warmup: 3, total: 3, rates: [0.04, 0.52, 1, 1]),
    ]

    @Test(arguments: cases)
    func `every number of steps has rates`(example: Case) {
        let schedule = LearningRateSchedule(
            example.kind, peak: example.peak, warmupSteps: example.warmup, totalSteps: example.total)
        for (step, rate) in example.rates.enumerated() {
            let error = abs(schedule.learningRate(step: step) - rate)
            #expect(error <= 1e-15 * example.peak, "step \(step)")
        }
    }
}
