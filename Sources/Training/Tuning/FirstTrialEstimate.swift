import InputOutput
import Synchronization

/// An estimate, from the first updates of a search's first trial, of the time that the trial and the winner's training
/// take.
struct FirstTrialEstimate {
    /// The time for everything, in seconds; `nil` for no limit.
    let budget: Double?
    /// The time that was spent before the trial.
    let spent: Double
    /// The number of rows of the trial, and of the winner's training.
    let rows: Int, allRows: Int
    /// The number of passes over single rows in a training run on some rows, as the recipe specifies.
    let passes: @Sendable (_ rows: Int) -> Double
    /// The number of rows that each epoch is evaluated on, and whether the winner's epochs are evaluated too.
    var validationRows = 0
    let winnerIsValidated: Bool
    /// The estimates, in seconds; `nil` before enough updates have been made.
    private(set) var trial: Double?, winner: Double?

    /// The number of updates that are timed: the first ones also warm up caches.
    private static let updateCount = 4
    /// The minimum number of rows for a search to make sense.
    private static let fewestRows = 20
    /// A safety factor for the estimates.
    private static let margin = 1.1
    /// Evaluation takes a third of the time of training: there is no backward pass.
    private static let evaluationShare = 1.0 / 3

    init(
        budget: Double?, spent: Double, rows: Int, allRows: Int, winnerIsValidated: Bool,
        passes: @escaping @Sendable (_ rows: Int) -> Double
    ) {
        self.passes = passes
        self.budget = budget
        self.spent = spent
        self.rows = rows
        self.allRows = allRows
        self.winnerIsValidated = winnerIsValidated
    }

    /// Records an update.
    ///
    /// - Parameter elapsed: The time since the trial began, in seconds.
    mutating func add(_ progress: TrainingProgress, elapsed: Double) {
        guard trial == nil, progress.step >= min(Self.updateCount, progress.totalSteps) else { return }
        let updates = progress.secondsPerUpdate * Double(progress.totalSteps)
        let preparation = max(elapsed - progress.secondsPerUpdate * Double(progress.step), 0)
        let evaluation =
            Double(validationRows * progress.totalEpochs) * Self.evaluationShare / max(progress.examplesPerSecond, 1e-9)
        trial = preparation + updates + evaluation
        winner =
            preparation + updates * Double(allRows) / Double(max(rows, 1)) + (winnerIsValidated ? evaluation : 0)
    }

    /// The error if not even this trial and the winner's training fit into the budget; `nil` if they do.
    var shortfall: FledgeError? {
        guard let budget, let trial, let winner else { return nil }
        let needed = spent + (trial + winner) * Self.margin
        guard needed > budget else { return nil }
        let rows = rowsThatFit(into: (budget - spent) / Self.margin)
        let smaller = rows >= Self.fewestRows ? ", or at most \(rows) training rows" : ""
        return FledgeError(
            .usage, "the time budget is too small for a search",
            expected: "\(Self.seconds(trial)) for a single trial and \(Self.seconds(winner)) for training the winner",
            found: "a budget of \(Self.seconds(budget))",
            advice: "allow at least \(Self.seconds((needed / 10).rounded(.up) * 10))\(smaller)")
    }

    /// The number of training rows for which a trial and the winner's training fit into this time.
    private func rowsThatFit(into seconds: Double) -> Int {
        guard let trial, let winner else { return 0 }
        let secondsPerPass = (trial + winner) / max(passes(rows) + passes(allRows), 1)
        var (fitting, exceeding) = (0, allRows)
        while exceeding - fitting > 1 {
            let middle = (fitting + exceeding) / 2
            if 2 * passes(middle) * secondsPerPass <= seconds { fitting = middle } else { exceeding = middle }
        }
        return fitting
    }

    private static func seconds(_ seconds: Double) -> String { "\(Int(seconds.rounded(.up))) s" }
}

extension FirstTrialEstimate {
    /// An estimate that the threads of a trial share.
    final class Shared: Sendable {
        private let estimate: Mutex<FirstTrialEstimate>

        init(_ estimate: FirstTrialEstimate) { self.estimate = Mutex(estimate) }

        var shortfall: FledgeError? { estimate.withLock { $0.shortfall } }

        func update(_ change: (inout FirstTrialEstimate) -> Void) { estimate.withLock { change(&$0) } }
    }
}
