import ArgumentParser
import Checkpoints
import DatasetCaching
import Datasets
import Encoders
import Foundation
import InputOutput
import Logging
import TaskHeads
import Training

struct Tune: EssentialOptions {
    static let essentialOptions = [
        "model", "train", "validation", "output", "task", "time-budget", "trials", "space", "text-column",
        "label-column", "overwrite",
    ]

    static let configuration = CommandConfiguration(
        abstract: "Searches for the best settings for a model and data, and trains with them.",
        discussion: """
            Tries settings by successive halving: all candidates on few rows, the best third on three times as many, \
            and so on. The first candidate is the command line itself. The winner is trained on all rows and \
            written, with tuned.yaml for fledge train --config. Without --validation, a tenth of the rows is held \
            out to evaluate candidates. An interrupted search resumes when the same command is run again.

            Examples:
              fledge tune -m all-MiniLM-L6-v2 --train reviews.tsv -o sentiment \\
                --time-budget 30m
            """)

    @Option(name: .shortAndLong, help: "Directory of the pretrained checkpoint, or owner/name of a model on the hub.")
    var model: String
    @Option(help: "File of labelled texts to train on.")
    var train: String
    @Option(
        help: """
            File of labelled texts to evaluate candidates on (default: a tenth of the training rows).
            """)
    var validation: String?
    @Option(name: .shortAndLong, help: "Directory to write.")
    var output: String
    @Option(
        help: """
            Time for the trials and for training the winner, such as 90s, 30m or 1h30m (default: no limit).
            """)
    var timeBudget: TimeSpan?
    @Option(
        help: """
            Maximum number of candidates (default: 243, or with --time-budget at most one per second).
            """)
    var trials: Int?
    @Option(
        help: """
            YAML file with the values to try, by the names of fledge train's options (default: built-in values).
            """)
    var space: String?
    @Option(
        help: "Task; ordinal is for classes with an order, such as stars.")
    var task = TextTask.singleLabel
    @Flag(help: "Replace an existing output directory.")
    var overwrite = false
    @OptionGroup
    var learning: LearningOptions
    @OptionGroup
    var configurationFile: ConfigurationOption
    @OptionGroup
    var talk: TalkOptions
    @Flag(name: .customLong("no-record"), help: "Do not record the winner's training for fledge runs.")
    var isUnrecorded = false
    @Flag(help: "Print the results as JSON.")
    var json = false

    /// The number of candidates that are drawn: with a time budget at most one for each second, since a trial takes longer.
    private var candidateCount: Int {
        let most = trials ?? 243
        return timeBudget.map { min(most, max(9, Int($0.seconds))) } ?? most
    }

    func validate() throws {
        if let trials, trials < 1 { throw ValidationError("--trials must be 1 or more.") }
        if let timeBudget, timeBudget.seconds == 0 { throw ValidationError("--time-budget must be longer than 0s.") }
        guard timeBudget != nil || trials != nil else {
            throw ValidationError("a search needs an end: give --time-budget, --trials or both.")
        }
    }

    func run() throws {
        let start = ContinuousClock.now
        let calls = try TuningCalls(model: modelDirectory(model, talk))
        let candidates = try candidates(calls)
        var tuning = RecipeTuning(
            training: try calls.training([]), candidates: candidates.map(\.candidate), timeBudget: timeBudget?.seconds)
        tuning.training.overwrite = overwrite
        try tuning.checkOutput()
        try OutputAvailability.require(
            [learning.data.badRows.rejects].compactMap(\.self), overwrite: overwrite,
            keeping: [train, validation].compactMap(\.self))
        let cache = try DatasetCache()
        let talker = TuningTalk(logger: talk.logger, isQuiet: talk.quiet)
        Interruption.watch()
        tuning.secondsBefore = start.duration(to: .now).seconds
        let outcome = try tuning.search(
            cache: cache, observe: talker.observe, shouldStop: { Interruption.isRequested })
        talker.finish()
        talk.tell(of: cache)
        try learning.data.badRows.report(cache, beside: output, talk)
        if outcome.isInterrupted { try endInterrupted(outcome) }
        guard let winner = outcome.winner,
            let assignments = candidates.first(where: { $0.candidate.settings == winner.settings })?.assignments
        else {
            throw FledgeError(
                .data, "no choice of settings could be trained", found: outcome.ranking.first?.problem,
                advice: "try lower learning rates")
        }
        talk.logger.info("training the winner on all rows: \(TuningReport.described(winner.settings))")
        let configuration = try calls.configuration(assignments)
        let summary = try tuning.finalTraining(of: winner)
            .run(recordedAs: isUnrecorded ? nil : configuration, cache: cache, talk: talk)
        if summary.ending == .interrupted { try endInterrupted(outcome) }
        try AtomicFile.writeFile(output.path(of: "tuned.yaml"), configuration)
        try report(outcome, summary)
    }

    private func report(_ outcome: RecipeTuning.Outcome, _ summary: TrainingSummary?) throws {
        let report = TuningReport(outcome, summary: summary, output: output)
        if json { return try ResultStream.print(JSONOutput.text(report)) }
        try ResultStream.print(report.rendered)
        guard let summary else { return }
        let time = duration(summary.seconds)
        try ResultStream.print(
            "\nwrote \(output) after \(summary.steps.counted("update")) in \(time); tuned.yaml has its settings")
        if let evaluation = summary.validation { try ResultStream.print("\n\(evaluation.report.rendered)") }
    }

    private func endInterrupted(_ outcome: RecipeTuning.Outcome) throws -> Never {
        try report(outcome, nil)
        Console.say("interrupted after \(outcome.trialCount) trials: run the same command again to resume")
        throw ExitCode(ExitStatus.interrupted.rawValue)
    }

    // MARK: Candidates

    private typealias Drawn = (candidate: RecipeTuning.Candidate, assignments: [(String, String)])

    /// The settings of the command line, and choices from the space.
    private func candidates(_ calls: TuningCalls) throws -> [Drawn] {
        let fixed = calls.names
        var space: TuningSpace
        if let path = self.space {
            space = try TuningSpace(path: path)
            if let name = space.names.intersection(fixed).min() {
                throw FledgeError(
                    .usage, at: path, "\"\(name)\" is both tried and fixed by the command line",
                    advice: "leave out --\(name), or do not try it")
            }
        } else {
            let configuration = try ModelConfiguration(directory: calls.model)
            space = try TuningSpace(layerCount: EncoderConfiguration(configuration).layerCount).without(fixed)
        }
        var problem: FledgeError?
        var recipes: [[String: String]: TrainingRecipe] = [:]
        var drawn: [Drawn] = [(RecipeTuning.Candidate(settings: [:], recipe: try calls.training([]).recipe), [])]
        let known = drawn[0].candidate.recipe
        let choices = try space.draw(candidateCount - 1, seed: known.seed) { assignments in
            do {
                let recipe = try calls.training(assignments).recipe
                try recipe.validate()
                recipes[Dictionary(assignments) { first, _ in first }] = recipe
                // The settings of the command line are tried already.
                return recipe != known
            } catch let error as FledgeError {
                problem = problem ?? error
                return false
            }
        }
        if choices.isEmpty, let problem { throw problem }
        drawn += try choices.map { assignments in
            let settings = Dictionary(assignments) { first, _ in first }
            return (
                RecipeTuning.Candidate(
                    settings: settings, recipe: try recipes[settings] ?? calls.training(assignments).recipe),
                assignments
            )
        }
        return drawn
    }
}

/// The calls of `fledge train` that correspond to the trials.
private struct TuningCalls {
    /// The model's directory, even if the call names a model on the hub.
    let model: String
    /// The options that they share.
    private let arguments: [String]
    let names: Set<String>

    /// Options for the search itself and for messages.
    private static let excluded: Set<String> = ["overwrite", "quiet", "json", "no-record"]

    init(model: String) throws {
        self.model = model
        let call = try Invocation.arguments.get()
        let known = Set(try CommandOptions(calledBy: ["train"]).settings.map(\.name))
        let given = try CommandOptions(calledBy: call).given(in: call)
            .filter { known.contains($0.option.name) && !Self.excluded.contains($0.option.name) }
        arguments = given.map { given in
            let name = given.option.name
            return given.value.map { "--\(name)=\($0)" } ?? "--\(name)"
        }
        names = Set(given.map(\.option.name))
    }

    /// The options with those of a choice.
    private func arguments(_ assignments: [(String, String)]) -> [String] {
        arguments
            + assignments.filter { $0.1 != "false" }
            .map { name, value in value == "true" ? "--\(name)" : "--\(name)=\(value)" }
    }

    /// The training for a choice.
    ///
    /// - Throws: `FledgeError` if the options contradict each other.
    func training(_ assignments: [(String, String)]) throws -> FineTuning {
        let train: Train
        do {
            train = try Train.parse(arguments(assignments) + ["--model=\(model)"])
        } catch {
            throw FledgeError(.usage, "a choice of settings makes no sense", found: Train.message(for: error))
        }
        return try train.training()
    }

    /// The options as a configuration file for the same training.
    func configuration(_ assignments: [(String, String)]) throws -> String {
        try ConfigurationFile.text(of: ["train"] + arguments(assignments))
    }
}
