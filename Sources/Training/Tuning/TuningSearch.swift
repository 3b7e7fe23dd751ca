import Checkpoints
import DatasetCaching
import Datasets
import Foundation
import InputOutput
import TensorKernels

/// A search in progress.
struct TuningSearch {
    private let tuning: RecipeTuning
    private let cache: DatasetCache
    private let observe: (TuningEvent) -> Void
    private let shouldStop: () -> Bool

    /// The model, data and output of each trial.
    private var base: FineTuning
    private let rungs: SuccessiveHalving
    /// The contents of the files, by purpose.
    private let sources: [String: String]
    private var journal: TuningJournal
    private var budget: TuningBudget
    private var outcome = RecipeTuning.Outcome()
    private var best: TuningTrial?
    /// The number of rows that the winner is trained on.
    private let winnerRowCount: Int

    init(
        _ tuning: RecipeTuning, cache: DatasetCache, observe: @escaping (TuningEvent) -> Void,
        shouldStop: @escaping () -> Bool
    ) throws {
        let start = ContinuousClock.now
        self.tuning = tuning
        self.cache = cache
        self.observe = observe
        self.shouldStop = shouldStop
        let training = tuning.training
        base = training
        budget = TuningBudget(seconds: tuning.timeBudget)
        let classes = try training.training.withOrder(ofModel: training.model).classes(
            task: training.recipe.task)
        let directory = RecipeTuning.directory(forOutput: training.output)
        try OutputPath.makeDirectory(
            directory, "the directory for the trials", advice: "choose an output in a directory that can be written")
        journal = TuningJournal(path: directory.path(of: "trials.jsonl"))
        var heldOutCount = 0
        if training.validation == nil {
            base.validationShare = RecipeTuning.heldOutShare
            heldOutCount =
                HeldOutRows.indices(
                    classes: classes, share: RecipeTuning.heldOutShare, seed: training.recipe.seed
                ).count
        }
        let count = classes.count - heldOutCount
        rungs = SuccessiveHalving(
            rowCount: min(count, training.recipe.rowLimit ?? count), candidateCount: tuning.candidates.count)
        winnerRowCount = min(classes.count, training.recipe.rowLimit ?? classes.count)
        sources = try Self.sources(of: base)
        let plan = TuningPlan(
            candidateCount: tuning.candidates.count, rungs: rungs, isHeldOut: training.validation == nil,
            heldOutCount: heldOutCount, knownTrialCount: journal.trials.count)
        observe(.prepared(plan))
        budget.add(overhead: tuning.secondsBefore + start.duration(to: .now).seconds)
    }

    /// The contents of all files that a training run reads, by purpose.
    static func sources(of training: FineTuning) throws -> [String: String] {
        func hash(_ file: LabelledFile) throws -> String { try ContentHash.sha256(path: file.path) }
        return try training.sources(
            training: hash(training.training), validation: training.validation.map(hash),
            replay: training.replay.map(hash), weights: Checkpoint.contentHash(ofWeightsIn: training.model))
    }

    /// Everything that a training run depends on.
    static func fingerprint(_ recipe: TrainingRecipe, sources: [String: String]) throws -> RunFingerprint {
        RunFingerprint(
            recipe: recipe, precision: try Precision.choice(recipe.precision, for: .training).precision,
            files: sources)
    }

    // MARK: The rungs

    mutating func run() throws -> RecipeTuning.Outcome {
        var alive = Array(tuning.candidates.indices)
        var latest: [Int: TuningTrial] = [:]
        var rung = 0
        while rung < rungs.rows.count {
            let rows = rungs.rows[rung]
            observe(.rung(number: rung + 1, count: rungs.rows.count, rows: rows, candidates: alive.count))
            budget.beginRung(rungsLeft: rungs.rows.count - rung)
            var tried: [Int] = []
            var isTold = false
            for (number, candidate) in alive.enumerated() {
                let winner = predicted(candidate, latest, rows: winnerRowCount).map { $0 * Self.margin }
                guard budget.allows(predicted(candidate, latest, rows: rows), winner: winner ?? 0) else {
                    // A cheaper candidate may still fit.
                    if !isTold { observe(.outOfTime) }
                    isTold = true
                    continue
                }
                let place = Place(rung: rung, rows: rows, number: number, count: alive.count)
                guard let trial = try trial(tuning.candidates[candidate], place, isFirst: latest.isEmpty) else { break }
                latest[candidate] = trial
                tried.append(candidate)
            }
            if outcome.isInterrupted || tried.isEmpty { break }
            // Among equally good trials, the earlier comes first.
            let order = tried.enumerated().sorted { first, second in
                guard let one = latest[first.element], let other = latest[second.element] else { return false }
                return one.isBetter(than: other) || (!other.isBetter(than: one) && first.offset < second.offset)
            }.map(\.element)
            alive = Array(order.prefix(SuccessiveHalving.survivorCount(of: order.count)))
            if alive.count == 1 { break }
            rung = rungAfter(rung, for: alive, latest)
        }
        return concluded(latest)
    }

    /// The next rung for the surviving candidates: if the time allows, rungs are skipped.
    private func rungAfter(_ rung: Int, for alive: [Int], _ latest: [Int: TuningTrial]) -> Int {
        func isAffordable(_ first: Int) -> Bool {
            var (seconds, alive) = (0.0, alive)
            for rows in rungs.rows[first...] where alive.count > 1 {
                seconds += alive.reduce(0) { $0 + (predicted($1, latest, rows: rows) ?? 0) }
                alive.removeLast(alive.count - SuccessiveHalving.survivorCount(of: alive.count))
            }
            return seconds <= budget.left
        }
        guard budget.seconds != nil else { return rung + 1 }
        return rungs.rows.indices.last { $0 > rung && isAffordable($0) } ?? rung + 1
    }

    private mutating func concluded(_ latest: [Int: TuningTrial]) -> RecipeTuning.Outcome {
        // Trials on more rows come first, then better ones, then earlier ones.
        let order = latest.sorted { first, second in
            guard first.value.rows == second.value.rows else { return first.value.rows > second.value.rows }
            return first.value.isBetter(than: second.value)
                || (!second.value.isBetter(than: first.value) && first.key < second.key)
        }
        outcome.ranking = order.map(\.value)
        // The winner's training has to fit into the budget.
        func isAffordable(_ candidate: Int) -> Bool {
            budget.leavesTime(for: predicted(candidate, latest, rows: winnerRowCount) ?? 0)
        }
        let able = order.filter { $0.value.score != nil }
        let winner = able.first { isAffordable($0.key) } ?? able.first
        outcome.winner = winner.map { tuning.candidates[$0.key] }
        if let winner, !isAffordable(winner.key) {
            observe(.budgetTooSmall(secondsForWinner: predicted(winner.key, latest, rows: winnerRowCount) ?? 0))
        }
        outcome.seconds = budget.spent
        return outcome
    }

    /// The position of a trial in the search.
    private struct Place {
        let rung: Int, rows: Int, number: Int, count: Int
    }

    /// A safety factor for the estimated time of the winner's training.
    private static let margin = 1.1

    /// The estimated time of a trial, from the candidate's earlier trial, or else from all others.
    private func predicted(_ candidate: Int, _ latest: [Int: TuningTrial], rows: Int) -> Double? {
        func passes(_ candidate: Int, rows: Int) -> Double {
            Self.passes(tuning.candidates[candidate].recipe, rows: rows)
        }
        let known = latest[candidate].map { [candidate: $0] } ?? latest
        let seen = known.reduce(0) { $0 + passes($1.key, rows: $1.value.rows) }
        guard seen > 0 else { return nil }
        return known.values.reduce(0) { $0 + $1.seconds } / seen * passes(candidate, rows: rows)
    }

    /// The number of passes over single rows in a training run.
    private static func passes(_ recipe: TrainingRecipe, rows: Int) -> Double {
        Double(rows * (recipe.epochs ?? recipe.customaryEpochs(batches: rows / recipe.batchSize)))
    }

    // MARK: A trial

    /// The trial of a candidate, from the journal if it was made earlier; `nil` if it had to end.
    private mutating func trial(
        _ candidate: RecipeTuning.Candidate, _ place: Place, isFirst: Bool
    ) throws -> TuningTrial? {
        var training = base
        training.recipe = candidate.recipe
        if place.rows < (rungs.rows.last ?? 0) { training.recipe.rowLimit = place.rows }
        let fingerprint = try Self.fingerprint(training.recipe, sources: sources)
        let known = journal.trial(of: fingerprint)
        guard let trial = try known ?? made(training, candidate, fingerprint, place, isFirst: isFirst) else {
            if shouldStop() { outcome.isInterrupted = true } else { observe(.outOfTime) }
            return nil
        }
        if known == nil { try journal.add(trial) }
        budget.add(trial.seconds)
        outcome.trialCount += 1
        // On a new rung, scores start over: more rows give better ones.
        let isBest = trial.score != nil && (best.map { $0.rows < trial.rows || trial.isBetter(than: $0) } ?? true)
        if isBest { best = trial }
        if isBest || isFirst {
            budget.setReserve(trial.seconds * Double(winnerRowCount) / Double(trial.rows) * Self.margin)
        }
        // Only now is the time to share known.
        if isFirst { budget.shareRung(rungsLeft: rungs.rows.count - place.rung) }
        observe(
            .trial(
                trial, isFromJournal: known != nil, isBest: isBest,
                secondsLeft: secondsLeft(place, elapsed: 0, done: place.number + 1)))
        return trial
    }

    private func made(
        _ training: FineTuning, _ candidate: RecipeTuning.Candidate, _ fingerprint: RunFingerprint,
        _ place: Place, isFirst: Bool
    ) throws -> TuningTrial? {
        let start = ContinuousClock.now
        func elapsed() -> Double { start.duration(to: .now).seconds }
        var (summary, judgement, problem): (TrainingSummary?, Judgement?, String?)
        let estimate = FirstTrialEstimate.Shared(
            FirstTrialEstimate(
                budget: budget.seconds, spent: budget.spent, rows: place.rows, allRows: winnerRowCount,
                winnerIsValidated: tuning.training.validation != nil,
                passes: { [recipe = training.recipe] in Self.passes(recipe, rows: $0) }))
        /// Tells whether the trial must end; this includes a first trial that turns out to exceed the budget.
        func mustEnd() -> Bool {
            if shouldStop() || budget.isExhausted(after: elapsed()) { return true }
            return isFirst && estimate.shortfall != nil
        }
        do {
            let trial = try training.tried(
                cache: cache,
                observe: { event in
                    switch event {
                    case .step(let progress):
                        estimate.update { $0.add(progress, elapsed: elapsed()) }
                        observe(
                            .progress(
                                TuningProgress(
                                    rung: place.rung + 1, rungCount: rungs.rows.count, trial: place.number + 1,
                                    trialCount: place.count, training: progress,
                                    secondsLeft: secondsLeft(place, elapsed: elapsed(), done: place.number))))
                    case .prepared(let plan):
                        estimate.update { $0.validationRows = plan.validation?.rowCount ?? 0 }
                        if isFirst { observe(.plan(plan)) }
                    default: break
                    }
                }, shouldStop: mustEnd)
            if isFirst, !shouldStop(), let shortfall = estimate.shortfall { throw shortfall }
            if trial.summary.ending == .interrupted {
                if isFirst, !shouldStop() { throw Self.outOfTime(budget, elapsed()) }
                return nil
            }
            (summary, judgement) = (trial.summary, trial.judgement)
            // A metric that the task does not have is an error of the caller.
            _ = try judgement.map { try $0.isBetter(than: $0, by: training.recipe.metric) }
        } catch let error as FledgeError where isFailure(error, of: candidate) {
            problem = error.problem
        }
        return TuningTrial(
            fingerprint: fingerprint, settings: candidate.settings, rows: place.rows, steps: summary?.steps ?? 0,
            seconds: elapsed(), measure: training.recipe.metric ?? judgement?.report.measureName ?? "",
            measures: judgement?.measures.filter(\.value.isFinite) ?? [:], bestEpoch: summary?.bestEpoch,
            problem: problem)
    }

    /// The error for a budget that ends before the first trial does.
    private static func outOfTime(_ budget: TuningBudget, _ elapsed: Double) -> FledgeError {
        FledgeError(
            .usage, "the time budget ended before a single trial was complete",
            expected: "time for a trial and for training the winner",
            found: "a budget of \(Int(budget.seconds ?? 0)) s, of which \(Int(budget.spent + elapsed)) s are spent",
            advice: "allow more time, or train on fewer rows")
    }

    /// Tells whether an error rules out only the candidate, rather than the model and data.
    private func isFailure(_ error: FledgeError, of candidate: RecipeTuning.Candidate) -> Bool {
        error.problem.hasSuffix("training has diverged") || (error.category == .usage && !candidate.settings.isEmpty)
    }

    /// The time until the end: the rest of the budget, or an estimate from the trials so far.
    private func secondsLeft(_ place: Place, elapsed: Double, done: Int) -> Double? {
        if let seconds = budget.seconds { return max(0, seconds - budget.spent - elapsed) }
        guard budget.trialsInRung > 0 else { return nil }
        let mean = budget.spentInRung / Double(budget.trialsInRung)
        var left = mean * Double(place.count - done) - elapsed
        var (count, rows) = (place.count, place.rows)
        for next in rungs.rows.dropFirst(place.rung + 1) {
            count = SuccessiveHalving.survivorCount(of: count)
            if count == 1 { break }
            rows = next
            left += mean * Double(count) * Double(rows) / Double(place.rows)
        }
        return max(0, left + budget.reserve)
    }
}
