public import DatasetCaching
import Datasets
import Foundation
import InputOutput
import TaskHeads
import TensorKernels

/// A search for settings that suit a model and data: candidates are tried in memory, by successive halving.
///
/// Every trial is recorded in a journal next to the output, so that an interrupted search can be resumed.
public struct RecipeTuning: Sendable {
    /// A choice of settings.
    public struct Candidate: Sendable {
        /// The settings by option name, for messages and for the journal.
        public let settings: [String: String]
        public let recipe: TrainingRecipe

        public init(settings: [String: String], recipe: TrainingRecipe) {
            self.settings = settings
            self.recipe = recipe
        }
    }

    /// The model, data and output; its recipe holds the settings common to all candidates. Without validation data, a
    /// tenth of the training rows is held out.
    public var training: FineTuning
    /// The candidates, in the order in which they are tried.
    public var candidates: [Candidate]
    /// The time limit for the search and the training of the winner, in seconds; `nil` for none.
    public var timeBudget: Double?
    /// The part of the budget, in seconds, that was spent before the search.
    public var secondsBefore = 0.0

    /// The share of rows that is held out if there are no validation data.
    public static let heldOutShare = 0.1

    public init(training: FineTuning, candidates: [Candidate], timeBudget: Double? = nil) {
        self.training = training
        self.candidates = candidates
        self.timeBudget = timeBudget
    }

    /// The result of a search.
    public struct Outcome: Sendable {
        /// The last trial of each candidate that was tried: trials on more rows first, then better ones.
        public internal(set) var ranking: [TuningTrial] = []
        /// The best candidate; `nil` if none was tried, or if all failed.
        public internal(set) var winner: Candidate?
        /// Tells whether the search was interrupted.
        public internal(set) var isInterrupted = false
        /// The number of trials, including those of earlier sessions.
        public internal(set) var trialCount = 0
        /// The duration of the trials, in seconds.
        public internal(set) var seconds = 0.0
    }

    /// The directory next to the output that holds the journal.
    public static func directory(forOutput output: String) -> String {
        "\(OutputPath.withoutTrailingSlashes(output)).tuning"
    }

    /// Tries the candidates.
    ///
    /// - Parameters:
    ///   - cache: The cache of encoded datasets; `nil` for the user's cache.
    ///   - observe: Receives all progress, on the calling thread.
    ///   - shouldStop: Called before each pass through the model; true stops the search.
    /// - Throws: `FledgeError` for problems with files and settings. A candidate that cannot be trained is only marked
    ///   as failed.
    public func search(
        cache: DatasetCache? = nil, observe: @escaping (TuningEvent) -> Void = { _ in },
        shouldStop: @escaping () -> Bool = { false }
    ) throws -> Outcome {
        precondition(!candidates.isEmpty, "there is nothing to try")
        var search = try TuningSearch(self, cache: cache ?? DatasetCache(), observe: observe, shouldStop: shouldStop)
        return try search.run()
    }
}

/// An event that a search reports as it runs.
public enum TuningEvent: Sendable {
    /// The data and candidates have been read.
    case prepared(TuningPlan)
    /// A rung begins.
    case rung(number: Int, count: Int, rows: Int, candidates: Int)
    /// A trial is in progress.
    case progress(TuningProgress)
    /// The training plan of the first trial, with remarks about the data.
    case plan(TrainingPlan)
    /// A trial has ended.
    case trial(TuningTrial, isFromJournal: Bool, isBest: Bool, secondsLeft: Double?)
    /// The time left does not allow for more trials.
    case outOfTime
    /// Training the winner alone takes more than half of the time.
    case budgetTooSmall(secondsForWinner: Double)
}

/// The work that a search is about to do.
public struct TuningPlan: Sendable {
    public let candidateCount: Int
    /// The number of training rows on each rung, if there is time for it.
    public let rungs: SuccessiveHalving
    /// Tells whether the evaluation rows are held out of the training rows, and their number.
    public let isHeldOut: Bool, heldOutCount: Int
    /// The number of trials that were made earlier.
    public let knownTrialCount: Int
}

/// The progress of a trial.
public struct TuningProgress: Sendable {
    public let rung: Int, rungCount: Int
    /// The index of the trial on its rung, from 1.
    public let trial: Int, trialCount: Int
    public let training: TrainingProgress
    /// The seconds until the end of the search and the winner's training: an upper bound if there is a budget,
    /// otherwise an estimate; `nil` until there is one.
    public let secondsLeft: Double?
}
