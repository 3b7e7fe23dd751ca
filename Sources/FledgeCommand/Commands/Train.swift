import ArgumentParser
import Datasets
import Foundation
import InputOutput
import Logging
import TaskHeads
import TensorKernels
import Training

struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fine-tunes a classifier or a named-entity recognizer on labelled texts.",
        discussion: """
            Reads a pretrained checkpoint and a file of labelled texts (TSV, CSV or JSONL), trains, and writes a directory \
            that fledge and transformers load, with a report. With --validation or --validation-share, each epoch is \
            evaluated, the best one is kept, and its scores are calibrated. Encoded texts are cached, so a second run starts \
            at once. --resume continues a run that was interrupted; the result has the same bits as without the interruption.

            With --task entities, it trains a named-entity recognizer (persons, places and whatever else the data mark) on \
            CoNLL files or texts with spans:

              fledge train --task entities --model all-MiniLM-L6-v2 --train train.conll --output names
            """)

    @Option(name: .shortAndLong, help: "Directory of the pretrained checkpoint, or owner/name of a model on the hub.")
    var model: String
    @Option(help: "File of labelled texts to train on.")
    var train: String
    @Option(help: "File of labelled texts on which each epoch is evaluated.")
    var validation: String?
    @Option(
        help: """
            Share of the training rows to hold out for validation instead, such as 0.1: about the same share of each class, \
            drawn by --seed.
            """)
    var validationShare: Double?
    @Option(name: .shortAndLong, help: "Directory to write.")
    var output: String
    @Option(
        help: """
            What to train: single-label, multi-label, regression, ordinal (classes in order, such as stars) or entities.
            """)
    var task = TextTask.singleLabel
    @Flag(help: "Replace an existing output directory, and discard an interrupted run.")
    var overwrite = false
    @Flag(help: "Continue an interrupted run, if there is one.")
    var resume = false
    @Flag(help: "Continue it even if data or settings have changed.")
    var resumeChanged = false
    @Option(help: "Write a checkpoint every N updates, besides those after epochs (at most one a minute).")
    var checkpointSteps: Int?
    @Option(help: "Number of latest checkpoints to keep while training, besides the best one.")
    var keepCheckpoints = 2
    @OptionGroup
    var learning: LearningOptions
    @OptionGroup(title: "Check of transfer")
    var transferCheck: TransferCheckOptions
    @OptionGroup
    var configurationFile: ConfigurationOption
    @OptionGroup
    var talk: TalkOptions
    @Flag(name: .customLong("no-record"), help: "Do not record the run in the log that fledge runs shows.")
    var isUnrecorded = false
    @Flag(help: "Print the results as JSON.")
    var json = false

    func validate() throws {
        if let checkpointSteps, checkpointSteps < 1 { throw ValidationError("--checkpoint-steps must be 1 or more.") }
        if let validationShare, !(validationShare > 0 && validationShare < 1) {
            throw ValidationError("--validation-share must be above 0 and below 1, such as 0.1.")
        }
        if validation != nil, validationShare != nil {
            throw ValidationError("--validation and --validation-share exclude each other: choose one of them.")
        }
        if keepCheckpoints < 1 { throw ValidationError("--keep-checkpoints must be 1 or more.") }
    }

    /// The training that the options describe.
    func training() throws -> FineTuning {
        var training = FineTuning(
            model: try modelDirectory(model, talk), training: learning.file(train),
            validation: validation.map(learning.file), output: output)
        training.replay = learning.strategy.replay.map(learning.file)
        training.teacher = try learning.strategy.teacher.map { try modelDirectory($0, talk) }
        training.allowance = learning.allowance.allowance
        training.letterCase = learning.letterCase.letterCase
        training.overwrite = overwrite
        training.resumption = resumeChanged ? .changed : resume ? .unchanged : .none
        training.checkpointInterval = checkpointSteps
        training.keptCheckpoints = keepCheckpoints
        training.recipe = learning.recipe(for: task)
        training.validationShare = validationShare
        training.transferCheck = transferCheck.check
        return training
    }

    func run() throws {
        let training = try training()
        try OutputAvailability.require(
            [learning.data.badRows.rejects].compactMap(\.self), overwrite: overwrite || resume || resumeChanged,
            keeping: [training.training.path, training.validation?.path, training.replay?.path].compactMap(\.self))
        let cache = try DatasetCache()
        Interruption.watch()
        let summary = try training.run(
            recordedAs: isUnrecorded ? nil : Invocation.configuration(), cache: cache, talk: talk)
        talk.tell(of: cache)
        try learning.data.badRows.report(cache, beside: output, talk)
        if json { try ResultStream.print(JSONOutput.text(Result(summary, output: output))) }
        if summary.isWritten, !json {
            try ResultStream.print(
                summary.wasDoneBefore
                    ? "\(output) was complete already: there was nothing to do"
                    : "wrote \(output) after \(summary.steps.counted("update")) in \(duration(summary.seconds))")
            if let transfer = summary.transfer { try ResultStream.print("\n\(transfer.rendered)") }
            if let judgement = summary.validation { try ResultStream.print("\n\(judgement.report.rendered)") }
        }
        if summary.ending == .interrupted {
            Console.say(
                summary.steps > 0
                    ? "interrupted after \(summary.steps.counted("update")): the same command with --resume continues from here"
                    : "interrupted before the first update: encoded texts stay in the cache, so the same command starts "
                        + "again at once")
            throw ExitCode(ExitStatus.interrupted.rawValue)
        }
    }

    private struct Result: Encodable {
        let output: String, steps: Int, seconds: Double
        let examplesPerSecond: Double, tokensPerSecond: Double
        let peakResidentBytes: Int, ending: TrainingSummary.Ending
        let trainingLoss: Double?, bestEpoch: Int?
        /// The measures of the kept weights on the validation data.
        let validation: [String: Double]?
        let transfer: TransferFinding?

        init(_ summary: TrainingSummary, output: String) {
            self.output = output
            steps = summary.steps
            seconds = summary.seconds
            examplesPerSecond = summary.examplesPerSecond
            tokensPerSecond = summary.tokensPerSecond
            ending = summary.ending
            trainingLoss = summary.epochs.last?.trainingLoss
            bestEpoch = summary.bestEpoch
            validation = summary.validation?.measures
            transfer = summary.transfer
            peakResidentBytes = ProcessMemory.peakResidentBytes
        }
    }
}
