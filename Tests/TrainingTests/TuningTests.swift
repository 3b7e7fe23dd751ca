import DatasetCaching
import Datasets
import Foundation
import InputOutput
import TaskHeads
import TestSupport
import Testing
import Training

/// The parts of a search for settings, and the search itself.
@Suite struct TuningTests {
    private let directory: TemporaryDirectory
    private let cache: DatasetCache

    init() throws {
        directory = try TemporaryDirectory()
        cache = try DatasetCache(path: "\(directory.path)/cache.sqlite")
    }

    @Test(
        arguments: [
            (100, 100, [100]), (1499, 100, [1499]), (1500, 100, [500, 1500]), (1500, 2, [1500]),
            (20_000, 9, [2222, 6666, 20_000]), (20_000, 243, [740, 2222, 6666, 20_000]),
        ])
    func rungs(rowCount: Int, candidateCount: Int, rows: [Int]) {
        #expect(SuccessiveHalving(rowCount: rowCount, candidateCount: candidateCount).rows == rows)
    }

    @Test(arguments: [(1, 1), (2, 1), (5, 1), (6, 2), (27, 9)])
    func aThirdSurvives(count: Int, survivors: Int) {
        #expect(SuccessiveHalving.survivorCount(of: count) == survivors)
    }

    @Test func timeIsSharedAmongRungs() {
        var budget = TuningBudget(seconds: 100)
        budget.beginRung(rungsLeft: 4)
        #expect(budget.allows(nil))
        budget.add(2)
        budget.setReserve(20)
        budget.shareRung(rungsLeft: 4)
        // A quarter of the 80 seconds that remain without the winner's training.
        #expect(budget.allows(18))
        #expect(!budget.allows(19))
        budget.add(18)
        #expect(!budget.allows(1))
        budget.beginRung(rungsLeft: 3)
        // The first trial of a rung may exceed its share, but not the total time left.
        #expect(budget.allows(60))
        #expect(!budget.allows(61))
        #expect(budget.isExhausted(after: 61))
        // A candidate that takes longer to train than the best one so far leaves less time.
        #expect(budget.allows(40, winner: 40))
        #expect(!budget.allows(41, winner: 40))
        #expect(budget.leavesTime(for: 80))
        #expect(!budget.leavesTime(for: 81))
        budget.add(overhead: 5)
        #expect(budget.left == 55)
        budget.setReserve(90)
        #expect(!budget.allows(1))
        var free = TuningBudget(seconds: nil)
        free.beginRung(rungsLeft: 1)
        free.add(1e9)
        #expect(free.allows(1e9))
        #expect(!free.isExhausted(after: 1e9))
    }

    @Test func aTenthOfEachClassIsHeldOut() {
        let classes = (0..<100).map { $0 < 70 ? "a" : $0 < 98 ? "b" : "c" }
        let heldOut = HeldOutRows.indices(classes: classes, share: 0.1, seed: 3)
        #expect(heldOut == heldOut.sorted())
        #expect(Dictionary(grouping: heldOut) { classes[$0] }.mapValues(\.count) == ["a": 7, "b": 3, "c": 1])
        #expect(HeldOutRows.indices(classes: classes, share: 0.1, seed: 3) == heldOut)
        #expect(HeldOutRows.indices(classes: classes, share: 0.1, seed: 4) != heldOut)
        #expect(HeldOutRows.indices(classes: ["a", "b"], share: 0.1, seed: 0) == [])
    }

    // MARK: The search

    private func tuning(_ rowCount: Int = 345, rates: [Double] = [1e-7, 3e-3, 1e-6, 2e-6, 1e30, 3e-6]) throws
        -> RecipeTuning
    {
        let rows = try directory.write("train.tsv", TinyReviews.tsv(TinyReviews.rows(rowCount)))
        var training = FineTuning(
            model: try TinyModel().write(in: directory), training: LabelledFile(path: rows),
            output: "\(directory.path)/output")
        training.recipe.batchSize = 16
        training.recipe.epochs = 3
        training.recipe.maximumGradientNorm = 0
        let candidates = rates.enumerated().map { number, rate in
            var recipe = training.recipe
            recipe.learningRate = rate
            return RecipeTuning.Candidate(
                settings: number == 0 ? [:] : ["learning-rate": "\(rate)"], recipe: recipe)
        }
        return RecipeTuning(training: training, candidates: candidates)
    }

    @Test func theBestIsFoundOnMoreAndMoreRows() throws {
        let tuning = try tuning(1725)
        try tuning.checkOutput()
        let collected = Collected()
        let outcome = try tuning.search(
            cache: cache,
            observe: { event in
                switch event {
                case .prepared(let plan): collected.plans.append(plan)
                case .rung(_, let count, let rows, let candidates): collected.rungs.append([count, rows, candidates])
                default: break
                }
            })
        let plan = try #require(collected.plans.first)
        #expect(plan.isHeldOut)
        #expect(plan.heldOutCount == 174)
        #expect(plan.rungs.rows == [517, 1551])
        #expect(collected.rungs == [[2, 517, 6], [2, 1551, 2]])
        #expect(outcome.winner?.settings == ["learning-rate": "0.003"])
        #expect(outcome.ranking.count == 6)
        let diverged = try #require(outcome.ranking.first { $0.settings == ["learning-rate": "1e+30"] })
        #expect(diverged.score == nil)
        #expect(diverged.problem?.hasSuffix("training has diverged") == true)
        #expect(outcome.ranking.first?.rows == 1551)
        #expect(!outcome.isInterrupted)
        #expect(!FileManager.default.fileExists(atPath: tuning.training.output))
    }

    private final class Collected {
        var rungs: [[Int]] = []
        var plans: [TuningPlan] = []
        var known = 0
    }

    /// An interrupted search runs each trial once, and finds the same winner.
    @Test func aSearchGoesOn() throws {
        let tuning = try tuning()
        let journal = "\(tuning.training.output).tuning/trials.jsonl"
        let collected = Collected()
        let cut = try tuning.search(
            cache: cache, observe: { if case .trial = $0 { collected.known += 1 } },
            shouldStop: { collected.known == 3 })
        #expect(cut.isInterrupted)
        #expect(cut.ranking.count == 3)
        // A killed process leaves the beginning of a line.
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: journal))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(#"{"fingerprint": {"#.utf8))
        try handle.close()
        collected.known = 0
        let whole = try tuning.search(
            cache: cache,
            observe: { if case .trial(_, let isFromJournal, _, _) = $0, isFromJournal { collected.known += 1 } })
        #expect(collected.known == 3)
        #expect(whole.winner?.settings == ["learning-rate": "0.003"])
        let made = TuningJournal(path: journal).trials
        #expect(made.count == whole.trialCount)
        collected.known = 0
        let again = try tuning.search(
            cache: cache,
            observe: { if case .trial(_, let isFromJournal, _, _) = $0, isFromJournal { collected.known += 1 } })
        #expect(collected.known == again.trialCount)
        #expect(again.ranking == whole.ranking)
        #expect(TuningJournal(path: journal).trials == made)
        // Other data make different trials.
        try directory.write("train.tsv", TinyReviews.tsv(TinyReviews.rows(345, offset: 3)))
        collected.known = 0
        _ = try tuning.search(
            cache: cache,
            observe: { if case .trial(_, let isFromJournal, _, _) = $0, isFromJournal { collected.known += 1 } })
        #expect(collected.known == 0)
    }

    /// With time to spare, the survivors of the first rung are tried on all rows at once.
    @Test func aGenerousBudgetSkipsRungs() throws {
        var tuning = try tuning(5200, rates: (1...10).map { 3e-4 * Double($0) })
        for index in tuning.candidates.indices {
            var recipe = tuning.candidates[index].recipe
            recipe.maximumSteps = 4
            tuning.candidates[index] = .init(settings: tuning.candidates[index].settings, recipe: recipe)
        }
        tuning.timeBudget = 600
        let collected = Collected()
        _ = try tuning.search(
            cache: cache,
            observe: { event in
                if case .rung(let number, _, let rows, let candidates) = event {
                    collected.rungs.append([number, rows, candidates])
                }
            })
        #expect(collected.rungs == [[1, 520, 10], [3, 4681, 3]])
    }

    @Test func aBudgetEndsTheSearch() throws {
        var tuning = try tuning(120, rates: Array(repeating: 1e-3, count: 60).enumerated().map { $1 * Double($0 + 1) })
        let free = try tuning.search(cache: cache)
        #expect(free.ranking.count == 60)
        // Trials in the journal count with the time that they took.
        tuning.timeBudget = free.seconds / 3
        let hurried = try tuning.search(cache: cache)
        #expect((1..<40).contains(hurried.ranking.count), "\(hurried.ranking.count)")
        #expect(hurried.winner != nil)
    }

    /// A budget that is too small for a trial and the winner's training is rejected after the first updates.
    @Test(arguments: [1e-4, 1e-3, 0.01, 0.02, 0.05])
    func aBudgetThatIsTooSmallIsRefused(seconds: Double) throws {
        var tuning = try tuning(345)
        for index in tuning.candidates.indices {
            var recipe = tuning.candidates[index].recipe
            recipe.epochs = 500
            tuning.candidates[index] = .init(settings: tuning.candidates[index].settings, recipe: recipe)
        }
        tuning.timeBudget = seconds
        var steps = 0
        let start = ContinuousClock.now
        let error = #expect(throws: FledgeError.self) {
            try tuning.search(cache: cache, observe: { if case .progress = $0 { steps += 1 } })
        }
        #expect(error?.category == .usage)
        #expect(error?.problem.hasPrefix("the time budget ") == true, "\(error?.problem ?? "no error")")
        #expect(steps <= 4)
        #expect(start.duration(to: .now) < .seconds(20))
    }

    /// Time that was spent before the search counts.
    @Test func timeBeforeTheSearchCounts() throws {
        var tuning = try tuning(60)
        (tuning.timeBudget, tuning.secondsBefore) = (100, 101)
        let error = #expect(throws: FledgeError.self) { try tuning.search(cache: cache) }
        #expect(error?.problem.hasPrefix("the time budget ") == true)
    }

    @Test func aMeasureThatThereIsNotIsAMistake() throws {
        var tuning = try tuning(60)
        for index in tuning.candidates.indices {
            var recipe = tuning.candidates[index].recipe
            recipe.metric = "acuracy"
            tuning.candidates[index] = .init(settings: tuning.candidates[index].settings, recipe: recipe)
        }
        let error = #expect(throws: FledgeError.self) { try tuning.search(cache: cache) }
        #expect(error?.problem == "this task has no metric \"acuracy\"")
    }
}
