import ArgumentParser
import DatasetCaching
import Datasets
import Foundation
import InputOutput
import Logging
import TaskHeads
import TensorKernels
import Training

struct Train: EssentialOptions {
    static let essentialOptions = [
        "model", "train", "validation", "validation-share", "output", "task", "epochs", "learning-rate", "batch-size",
        "text-column", "label-column",
    ]

    static let configuration = CommandConfiguration(
        abstract: "Fine-tunes a classifier or a named-entity recognizer on labelled texts.",
        discussion: """
            Reads a pretrained checkpoint and labelled texts (TSV, CSV, JSONL; CoNLL for entities), trains, and writes a \
            directory that fledge and transformers load, with a report. Validation data select the best epoch and \
            calibrate the scores. Defaults adapt to the model and the data.

            Examples:
              fledge train -m all-MiniLM-L6-v2 --train reviews.tsv -o sentiment
              fledge train -m all-MiniLM-L6-v2 --train train.conll -o names --task entities
            """)

    @Option(name: .shortAndLong, help: "Directory of the pretrained checkpoint, or owner/name of a model on the hub.")
    var model: String
    @Option(help: "File of labelled texts to train on.")
    var train: String
    @Option(help: "File of labelled texts on which each epoch is evaluated (default: none).")
    var validation: String?
    @Option(
        help: """
            Share of the training rows to hold out for validation, such as 0.1, stratified by label (default: none).
            """)
    var validationShare: Double?
    @Option(name: .shortAndLong, help: "Directory to write.")
    var output: String
    @Option(
        help: "Task; ordinal is for classes with an order, such as stars.")
    var task = TextTask.singleLabel
    @OptionGroup
    var learning: LearningOptions
    @OptionGroup(title: "Transfer options")
    var transferCheck: TransferCheckOptions
    @OptionGroup(title: "Output options")
    var results: TrainingOutputOptions
    @OptionGroup
    var configurationFile: ConfigurationOption
    @OptionGroup
    var talk: TalkOptions
    @Flag(name: .customLong("no-record"), help: "Do not record the run for fledge runs.")
    var isUnrecorded = false
    @Flag(help: "Print the results as JSON.")
    var json = false

    func validate() throws {
        if let validationShare, !(validationShare > 0 && validationShare < 1) {
            throw ValidationError("--validation-share must be above 0 and below 1, such as 0.1.")
        }
        if validation != nil, validationShare != nil {
            throw ValidationError("--validation and --validation-share exclude each other: choose one of them.")
        }
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
        results.apply(to: &training)
        training.recipe = learning.recipe(for: task)
        training.validationShare = validationShare
        training.transferCheck = transferCheck.check
        return training
    }

    func run() throws {
        let training = try training()
        try OutputAvailability.require(
            [learning.data.badRows.rejects].compactMap(\.self), overwrite: results.mayReplace,
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
            if let evaluation = summary.validation { try ResultStream.print("\n\(evaluation.report.rendered)") }
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
        /// The metrics of the best weights on the validation data.
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
