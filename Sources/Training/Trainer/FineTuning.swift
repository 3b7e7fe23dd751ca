public import Checkpoints
public import DatasetCaching
import Datasets
import Foundation
import Inference
import InputOutput
import TaskHeads
import TensorKernels
public import Tokenization

/// Fine-tunes a model from files and writes it to a directory.
///
///     var training = FineTuning(
///         model: "all-MiniLM-L6-v2", training: LabelledFile(path: "reviews.tsv"), output: "sentiment")
///     training.recipe.epochs = 2
///     let summary = try training.run()
///
/// During the run, checkpoints next to the output save its state, so that a run interrupted for any reason can
/// be resumed.
public struct FineTuning: Sendable {
    /// The directory of the pretrained checkpoint.
    public var model: String
    public var training: LabelledFile
    /// The validation data, evaluated after each epoch to keep the best weights; `nil` keeps the last weights.
    public var validation: LabelledFile?
    /// Rows of an earlier task with the same labels, some of which are replayed in each epoch to prevent forgetting.
    public var replay: LabelledFile?
    /// The directory of a classifier with the same labels whose predictions are learned along with the true labels
    /// (distillation).
    public var teacher: String?
    /// The directory to write.
    public var output: String
    /// Replaces an existing output directory, and discards an interrupted run.
    public var overwrite = false
    /// The treatment of an interrupted run.
    public var resumption = Resumption.none
    /// The number of updates between two checkpoints; `nil` for none within epochs.
    public var checkpointInterval: Int?
    /// A checkpoint is written after an epoch if the previous one is at least this old, in seconds.
    public var checkpointSpacing = 60.0
    /// The number of latest checkpoints to keep, not counting the best one.
    public var keptCheckpoints = 2
    /// Tensors that the pretrained checkpoint may lack or have in excess.
    public var allowance = LoadAllowance()
    /// The treatment of capital letters, which is also written to the output; `nil` for what the tokenizer's files
    /// specify.
    public var letterCase: LetterCase?
    public var recipe = TrainingRecipe()
    /// Checks after training whether pretraining helped; `nil` for no check.
    public var transferCheck: TransferCheck?
    /// The share of the training rows to hold out for validation if there is no validation file, between 0 and 1, both
    /// excluded, and about the same for each class. `nil` for none.
    public var validationShare: Double?

    /// The treatment of an interrupted run.
    public enum Resumption: Sendable {
        /// An interrupted run is an error.
        case none
        /// Resumes it if data and settings are the same.
        case unchanged
        /// Resumes it even if data or settings have changed.
        case changed
    }

    public init(model: String, training: LabelledFile, validation: LabelledFile? = nil, output: String) {
        self.model = model
        self.training = training
        self.validation = validation
        self.output = output
    }

    /// Trains and evaluates the model, and writes the directory.
    ///
    /// - Parameters:
    ///   - cache: The cache of encoded datasets; `nil` for the user's cache.
    ///   - observe: Receives all progress, on the calling thread.
    ///   - shouldStop: Called before each pass through the model. If it returns true, only a checkpoint is written.
    /// - Throws: `FledgeError` before anything is written; or, if training diverged after an epoch was validated, with
    ///   that best epoch written.
    public func run(
        cache: DatasetCache? = nil, observe: (TrainingEvent) -> Void = { _ in }, shouldStop: () -> Bool = { false }
    ) throws -> TrainingSummary {
        try validate()
        let earlier = try earlierRun()
        if earlier == nil { try checkOutput() }
        let lock = try OutputLock(path: "\(OutputPath.withoutTrailingSlashes(output)).lock", output: output)
        defer { try? lock.remove() }
        // Another process may have completed the run a moment ago.
        if earlier == nil { try checkOutput() }
        try settleEarlierRun()
        let cache = try cache ?? DatasetCache()
        let prepared: PreparedTraining
        do {
            prepared = try PreparedTraining(
                self, cache: cache, observe: observe, shouldStop: shouldStop)
        } catch is CancellationError {
            return TrainingSummary(TrainerState(), ending: .interrupted)
        }
        if let earlier {
            try prepared.checkpoints?.requireSame(
                earlier.fingerprint, at: output, advice: "it is complete: choose another output, or pass --overwrite")
            TrainingCheckpoints.remove(forOutput: output)
            return earlier.summary
        }
        try FreeSpace.require(prepared.outputBytes, for: output, "the model that is written at the end")
        observe(.prepared(prepared.plan))
        if let checkpoint = try prepared.checkpoints?.latest(allowsChanges: resumption == .changed) {
            try prepared.trainer.resume(from: checkpoint)
            observe(.resumed(step: checkpoint.step, totalSteps: prepared.trainer.totalSteps))
        }
        do {
            var summary = try prepared.train(observe: observe, shouldStop: shouldStop)
            if summary.isWritten {
                summary.transfer = transferFinding(cache: cache, observe: observe, shouldStop: shouldStop)
            }
            return try written(summary, of: prepared, observe: observe)
        } catch let divergence as Trainer.Diverged {
            _ = try written(divergence.summary, of: prepared, observe: observe)
            var error = divergence.error
            if let epoch = divergence.summary.bestEpoch {
                error.found = [error.found, "\(output) contains the best epoch before that, number \(epoch)"]
                    .compactMap(\.self).joined(separator: "; ")
            }
            throw error
        }
    }

    /// The result of the transfer check; `nil` if none was requested or if it failed, which must not cost the trained
    /// model.
    private func transferFinding(
        cache: DatasetCache, observe: (TrainingEvent) -> Void, shouldStop: () -> Bool
    ) -> TransferFinding? {
        let problem: String
        do {
            return try transferCheck?.run(self, cache: cache, observe: observe, shouldStop: shouldStop)
        } catch is CancellationError {
            problem = "was interrupted"
        } catch let divergence as Trainer.Diverged {
            problem = "failed (\(divergence.error.problem))"
        } catch {
            problem = "failed (\((error as? FledgeError)?.problem ?? "\(error)"))"
        }
        observe(.warning("the transfer check \(problem); the trained model is written without its result"))
        return nil
    }

    /// Everything that a training run depends on besides its recipe, by purpose: hashes of the contents of its files,
    /// and the way data files are read.
    func sources(
        training: String, validation: String?, replay: String?, weights: String
    ) throws -> [String: String] {
        var sources = ["training data": training, "reading of the data": self.training.reading, "model": weights]
        sources["validation data"] = validation
        if self.validation == nil { sources["share held out for validation"] = validationShare.map { "\($0)" } }
        sources["replayed data"] = replay
        sources["case of letters"] = letterCase?.rawValue
        sources["teacher"] = try teacher.map { try Checkpoint.contentHash(ofWeightsIn: $0) }
        return sources
    }

    /// Checks the settings, individually and together.
    func validate() throws {
        try recipe.validate()
        try transferCheck?.validate()
        if recipe.task == .entities {
            for (name, isGiven) in [("a teacher", teacher != nil), ("a transfer check", transferCheck != nil)]
            where isGiven {
                throw FledgeError(
                    .usage, "\(name) does not apply to this task",
                    expected: "the task \(TextTask.ofWholeTexts.map(\.rawValue).joined(separator: " or "))",
                    found: recipe.task.rawValue)
            }
        }
        if let validationShare {
            guard validationShare > 0, validationShare < 1 else {
                throw FledgeError(
                    .usage, "the share of rows held out for validation is out of range",
                    expected: "above 0 and below 1, such as 0.1", found: "\(validationShare)")
            }
            guard validation == nil else {
                throw FledgeError(
                    .usage, "a validation file and a share of held-out rows exclude each other",
                    advice: "choose one of them")
            }
        }
        if validation == nil, validationShare == nil {
            for (name, isGiven) in [("a metric", recipe.metric != nil), ("patience", recipe.patience != nil)]
            where isGiven {
                throw FledgeError(
                    .usage, "\(name) needs data to evaluate on", found: "no validation data",
                    advice: "name a file of labelled texts that are not used for training")
            }
        }
        for file in [training, validation, replay].compactMap(\.self) {
            try file.requireLabelColumns(suit: recipe.task)
        }
        guard recipe.probe != nil else { return }
        for (name, isGiven) in [("a teacher", teacher != nil), ("replayed rows", replay != nil)] where isGiven {
            throw FledgeError(
                .usage, "\(name) and a probe exclude each other",
                found: "a probe is fitted only to the labels of its rows", advice: "choose one of them")
        }
    }

    /// Writes the directory if there is something to write.
    ///
    /// - Returns: The summary with the scores of what was written.
    private func written(
        _ summary: TrainingSummary, of prepared: PreparedTraining, observe: (TrainingEvent) -> Void
    ) throws -> TrainingSummary {
        guard summary.isWritten else { return summary }
        let findings = try prepared.findings(summary)
        var summary = summary
        summary.written = findings.judgement
        do {
            try TrainedDirectory(prepared: prepared, summary: summary, findings: findings)
                .write(to: output, overwrite: overwrite)
        } catch var error as FledgeError {
            if summary.ending != .diverged { prepared.trainer.keepAtEnd(observe) }
            if let step = TrainingCheckpoints.steps(in: TrainingCheckpoints.path(forOutput: output)).last {
                let advice =
                    "the checkpoint after update \(step) is kept: the same command with --resume continues from it"
                error.advice = [error.advice, advice].compactMap(\.self).joined(separator: "; ")
            }
            throw error
        }
        TrainingCheckpoints.remove(forOutput: output)
        for finding in findings.judgement?.findings ?? [] { observe(.warning("validation data: \(finding)")) }
        return summary
    }

    /// The run to resume, if it had already completed before it was interrupted.
    private func earlierRun() throws -> (summary: TrainingSummary, fingerprint: RunFingerprint)? {
        guard resumption != .none, !overwrite,
            FileManager.default.fileExists(atPath: output.path(of: TrainedDirectory.recordName))
        else { return nil }
        return try TrainedDirectory.earlierRun(of: output)
    }

    /// Checks that the output can be written in the end, and that nothing is lost by writing it.
    func checkOutput() throws {
        let inputs = [model, training.path, validation?.path, replay?.path, teacher]
        try AtomicDirectory.check(path: output, overwrite: overwrite, keeping: inputs.compactMap(\.self))
    }

    /// Removes the checkpoints of an earlier run, if that is allowed.
    private func settleEarlierRun() throws {
        let path = TrainingCheckpoints.path(forOutput: output)
        guard resumption == .none, FileManager.default.fileExists(atPath: path) else { return }
        guard overwrite || TrainingCheckpoints.steps(in: path).isEmpty else {
            throw FledgeError(
                .cannotCreate, at: path, "a run for this output was interrupted, and its checkpoints are still there",
                advice: "pass --resume to continue it, or --overwrite to start over")
        }
        TrainingCheckpoints.remove(forOutput: output)
    }
}
