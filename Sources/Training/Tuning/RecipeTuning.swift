public import Datasets
import Foundation
import InputOutput
import TaskHeads
import TensorKernels

/// A search for settings that suit a model and data: candidates are tried in memory, by successive halving.
///
/// Every trial is kept in a journal beside the output, so that a search that was interrupted goes on.
public struct RecipeTuning: Sendable {
    /// A choice of settings.
    public struct Candidate: Sendable {
        /// The settings by the names of their options, for people and for the journal.
        public let settings: [String: String]
        public let recipe: TrainingRecipe

        public init(settings: [String: String], recipe: TrainingRecipe) {
            self.settings = settings
            self.recipe = recipe
        }
    }

    /// Model, data and output; its recipe says what is the same for all candidates. Without validation data, a tenth of the
    /// training rows is held out.
    public var training: FineTuning
    /// What is tried, in this order.
    public var candidates: [Candidate]
    /// The seconds that the search and the training of the winner may take; `nil` for as long as it takes.
    public var timeBudget: Double?
    /// The part of the budget, in seconds, that was spent before the search begins.
    public var secondsBefore = 0.0

    /// The share of rows that are held out where there are no validation data.
    public static let heldOutShare = 0.1

    public init(training: FineTuning, candidates: [Candidate], timeBudget: Double? = nil) {
        self.training = training
        self.candidates = candidates
        self.timeBudget = timeBudget
    }

    /// What a search found.
    public struct Outcome: Sendable {
        /// The last trial of each candidate that was tried: those on more rows first, the better ones first.
        public internal(set) var ranking: [TuningTrial] = []
        /// The best candidate; `nil` where none was tried, or all failed.
        public internal(set) var winner: Candidate?
        /// Whether it ended before its time.
        public internal(set) var isInterrupted = false
        /// The number of trials, those of earlier sessions included.
        public internal(set) var trialCount = 0
        /// The seconds that they took.
        public internal(set) var seconds = 0.0
    }

    /// The directory beside the output where the journal is.
    public static func directory(forOutput output: String) -> String {
        "\(OutputPath.withoutTrailingSlashes(output)).tuning"
    }

    /// Tries the candidates.
    ///
    /// - Parameters:
    ///   - cache: Where encoded data sets are kept; `nil` for the cache of this user.
    ///   - observe: Told of all progress, on the calling thread.
    ///   - shouldStop: Asked before each pass through the model.
    /// - Throws: `FledgeError` for what is wrong with files and settings. A candidate that cannot be trained just fails.
    public func search(
        cache: DatasetCache? = nil, observe: @escaping (TuningEvent) -> Void = { _ in },
        shouldStop: @escaping () -> Bool = { false }
    ) throws -> Outcome {
        precondition(!candidates.isEmpty, "there is nothing to try")
        var search = try TuningSearch(self, cache: cache ?? DatasetCache(), observe: observe, shouldStop: shouldStop)
        return try search.run()
    }
}

/// What a search tells while it works.
public enum TuningEvent: Sendable {
    /// Data and candidates are known.
    case prepared(TuningPlan)
    /// A rung begins.
    case rung(number: Int, count: Int, rows: Int, candidates: Int)
    /// A trial is under way.
    case progress(TuningProgress)
    /// Something to know of the data, from the first trial.
    case plan(TrainingPlan)
    /// A trial is over.
    case trial(TuningTrial, isFromJournal: Bool, isBest: Bool, secondsLeft: Double?)
    /// The time left does not allow for more trials.
    case outOfTime
    /// Training the winner alone takes more than half of the time.
    case budgetTooSmall(secondsForWinner: Double)
}

/// What a search is about to do.
public struct TuningPlan: Sendable {
    public let candidateCount: Int
    /// The rows that are learned from on each rung, should there be time for it.
    public let rungs: SuccessiveHalving
    /// The rows that judge: their number, and whether they were held out of those to learn from.
    public let isHeldOut: Bool, heldOutCount: Int
    /// The number of trials that were made before.
    public let knownTrialCount: Int
}

/// How far a trial is.
public struct TuningProgress: Sendable {
    public let rung: Int, rungCount: Int
    /// The number of the trial on its rung.
    public let trial: Int, trialCount: Int
    public let training: TrainingProgress
    /// The seconds until the end of the search and the winner's training: at most so many where there is a budget, else an
    /// estimate; `nil` before there is one.
    public let secondsLeft: Double?
}
