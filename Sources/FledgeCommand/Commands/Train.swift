import ArgumentParser
import Datasets
import Evaluation
import Foundation
import InputOutput
import Logging
import TensorKernels
import Training

struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fine-tunes a classifier on labelled texts.",
        discussion: """
            Reads a pretrained checkpoint and a file of labelled texts (TSV, CSV or JSONL), trains, and writes a directory \
            that fledge and transformers load. With --validation, each epoch is judged and the best one kept. \
            Encoded texts stay in a cache, so that a second run starts at once.
            """)

    @Option(name: .shortAndLong, help: "Directory of the pretrained checkpoint, or owner/name of a model on the hub.")
    var model: String
    @Option(help: "File of labelled texts to learn from.")
    var train: String
    @Option(help: "File of labelled texts to judge each epoch by.")
    var validation: String?
    @Option(name: .shortAndLong, help: "Directory to write.")
    var output: String
    @Flag(help: "Replace the output directory where it exists.")
    var overwrite = false
    @OptionGroup(title: "Data options")
    var data: DataOptions
    @OptionGroup(title: "Recipe options")
    var recipe: RecipeOptions
    @OptionGroup
    var precision: PrecisionOption
    @OptionGroup(title: "Weights options")
    var allowance: AllowanceOptions
    @OptionGroup
    var talk: TalkOptions
    @Flag(help: "Print the results as JSON.")
    var json = false

    func run() throws {
        var training = ClassifierTraining(
            model: try modelDirectory(model, talk), training: data.file(train), validation: validation.map(data.file),
            output: output)
        training.allowance = allowance.allowance
        training.overwrite = overwrite
        training.recipe = recipe.recipe
        training.recipe.precision = precision.precision
        let cache = try DatasetCache()
        let talker = TrainingTalk(logger: talk.logger, isQuiet: talk.quiet)
        Interruption.watch()
        let summary = try training.run(
            cache: cache, observe: talker.observe, shouldStop: { Interruption.isRequested })
        talker.finish()
        for note in cache.notes { talk.logger.warning("\(note)") }
        if json { try ResultStream.print(JSONOutput.text(Result(summary, output: output))) }
        if summary.isWritten, !json {
            try ResultStream.print("wrote \(output) after \(summary.steps) updates in \(duration(summary.seconds))")
            if let report = summary.validation { try ResultStream.print("\n\(report.rendered)") }
        }
        if summary.isInterrupted {
            Console.say(
                summary.isWritten
                    ? "interrupted: \(output) holds the best epoch so far, number \(summary.bestEpoch ?? 0)"
                    : "interrupted after \(summary.steps) updates: nothing was written; encoded texts stay in the cache, "
                        + "so the same command starts again at once")
            throw ExitCode(ExitStatus.interrupted.rawValue)
        }
    }

    private struct Result: Encodable {
        let output: String, steps: Int, seconds: Double
        let examplesPerSecond: Double, tokensPerSecond: Double
        let peakResidentBytes: Int, isInterrupted: Bool
        let trainingLoss: Double?, bestEpoch: Int?, validationAccuracy: Double?, validationMacroF1: Double?

        init(_ summary: TrainingSummary, output: String) {
            self.output = output
            steps = summary.steps
            seconds = summary.seconds
            examplesPerSecond = summary.examplesPerSecond
            tokensPerSecond = summary.tokensPerSecond
            isInterrupted = summary.isInterrupted
            trainingLoss = summary.epochs.last?.trainingLoss
            bestEpoch = summary.bestEpoch
            validationAccuracy = summary.validation?.accuracy
            validationMacroF1 = summary.validation?.macroF1
            var usage = rusage()
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            peakResidentBytes = usage.ru_maxrss * 1024
        }
    }
}
