import Evaluation
import Testing

@Suite struct ComparisonTests {
    @Test(arguments: RecordedMetrics.all.mcnemar)
    func pValuesAreThoseOfSciPy(_ recorded: RecordedMetrics.McNemar) throws {
        let test = McNemarTest(onlyFirstRight: recorded.first, onlySecondRight: recorded.second)
        #expect(test.isExact == recorded.isExact)
        #expect(agree(test.statistic, recorded.statistic))
        #expect(abs(test.pValue - recorded.p) <= 1e-12 * recorded.p)
        #expect(try comeback(test) == test)
    }

    @Test func predictionsAreCounted() {
        let test = McNemarTest(truths: [0, 1, 1, 0, 2, 2], first: [0, 1, 0, 1, 2, 1], second: [0, 0, 0, 0, 1, 0])
        #expect(test.onlyFirstRight == 2)
        #expect(test.onlySecondRight == 1)
        #expect(test.rendered == "only the first right: 2, only the second right: 1, p = 1.0000 (exact)")
    }

    @Test(arguments: RecordedMetrics.all.bootstrap)
    func intervalsAreThoseRecorded(_ recorded: RecordedMetrics.Bootstrap) throws {
        let interval = BootstrapInterval(
            exampleCount: recorded.values.count, resamples: recorded.resamples, level: recorded.level,
            seed: recorded.seed
        ) { examples in
            examples.reduce(0) { $0 + recorded.values[$1] } / Double(examples.count)
        }
        #expect(agree(interval.estimate, recorded.estimate))
        #expect(agree(interval.lower, recorded.lower))
        #expect(agree(interval.upper, recorded.upper))
        #expect(interval.resampleCount == recorded.resamples)
        #expect(try comeback(interval) == interval)
    }

    @Test func undefinedResamplesDoNotCount() {
        // With two examples, a resample contains both in about half of the cases.
        let interval = BootstrapInterval(exampleCount: 2, resamples: 100) { examples in
            Set(examples).count == 2 ? 0.25 : nil
        }
        #expect((25...75).contains(interval.resampleCount))
        #expect(interval.lower == 0.25 && interval.upper == 0.25)
        let none = BootstrapInterval(exampleCount: 2, resamples: 100) { _ in .nan }
        #expect(none.estimate == nil && none.lower == nil && none.upper == nil && none.resampleCount == 0)
        #expect(none.rendered == "– (95 % interval – to –, 0 resamples)")
        let empty = BootstrapInterval(exampleCount: 0) { Double($0.count) }
        #expect(empty.estimate == 0 && empty.resampleCount == 0)
    }

    @Test func seedSettlesTheInterval() {
        func interval(seed: UInt64) -> BootstrapInterval {
            BootstrapInterval(exampleCount: 40, seed: seed) { $0.reduce(0) { $0 + Double($1) } }
        }
        #expect(interval(seed: 3) == interval(seed: 3))
        #expect(interval(seed: 3) != interval(seed: 4))
        #expect(interval(seed: 3).resampleCount == 1000)
    }

    private static let reductions: [(Double, Double, Double?)] = [
        (0.08, 0.06, 0.25), (0.5, 0.5, 0), (0.25, 0.5, -1), (0, 0.1, nil),
    ]

    @Test(arguments: reductions)
    func reductionOfErrors(_ before: Double, after: Double, expected: Double?) {
        #expect(agree(errorReduction(before: before, after: after), expected))
    }
}
