public import Checkpoints
public import Datasets
import Foundation
import Inference
import InputOutput
import TaskHeads
import TensorKernels
public import Tokenization

/// Fine-tuning of a model from files to a directory.
///
///     var training = FineTuning(
///         model: "all-MiniLM-L6-v2", training: LabelledFile(path: "reviews.tsv"), output: "sentiment")
///     training.recipe.epochs = 2
///     let summary = try training.run()
///
/// While it runs, checkpoints beside the output keep what there is, so that a run that was interrupted, by whatever it was,
/// can go on.
public struct FineTuning: Sendable {
    /// The directory of the pretrained checkpoint.
    public var model: String
    public var training: LabelledFile
    /// What is judged after each epoch, to keep the best weights; `nil` keeps the last ones.
    public var validation: LabelledFile?
    /// Rows of an earlier task, some of which each epoch sees again so that it is not forgotten; with the same labels.
    public var replay: LabelledFile?
    /// The directory of a classifier with the same labels whose answers are learned beside the true ones.
    public var teacher: String?
    /// The directory that is written.
    public var output: String
    /// Whether an output directory that exists is replaced, and a run that was interrupted forgotten.
    public var overwrite = false
    /// Whether and how the run goes on that was interrupted.
    public var resumption = Resumption.none
    /// The number of updates between two checkpoints; `nil` for none within epochs.
    public var checkpointInterval: Int?
    /// After an epoch a checkpoint is written where the one before it is so many seconds old.
    public var checkpointSpacing = 60.0
    /// The number of latest checkpoints that are kept, the best one not counted.
    public var keptCheckpoints = 2
    /// What the pretrained checkpoint may lack or have too much of.
    public var allowance = LoadAllowance()
    /// What becomes of capital letters; `nil` for what the tokenizer's files say. The directory that is written says the same.
    public var letterCase: LetterCase?
    public var recipe = TrainingRecipe()
    /// Finds out after training whether pretraining helped; `nil` for not.
    public var transferCheck: TransferCheck?
    /// The share of the training rows that is held out for validation if there is no file for it, from 0 to 1, both
    /// excluded; of each class about the same. `nil` for none.
    public var validationShare: Double?

    /// Whether and how a run goes on that was interrupted.
    public enum Resumption: Sendable {
        /// It is an error that there is one.
        case none
        /// It goes on, if data and settings are the same.
        case unchanged
        /// It goes on whatever has changed.
        case changed
    }

    public init(model: String, training: LabelledFile, validation: LabelledFile? = nil, output: String) {
        self.model = model
        self.training = training
        self.validation = validation
        self.output = output
    }

    /// Trains, judges and writes the directory.
    ///
    /// - Parameters:
    ///   - cache: Where encoded data sets are kept; `nil` for the cache of this user.
    ///   - observe: Told of all progress, on the calling thread.
    ///   - shouldStop: Asked before each pass through the model. Where it says so, a checkpoint is written and nothing else.
    /// - Throws: `FledgeError` before anything is written; where training diverged after an epoch was validated, with the
    ///   best one written.
    public func run(
        cache: DatasetCache? = nil, observe: (TrainingEvent) -> Void = { _ in }, shouldStop: () -> Bool = { false }
    ) throws -> TrainingSummary {
        try validate()
        let earlier = try earlierRun()
        if earlier == nil { try checkOutput() }
        let lock = try OutputLock(path: "\(OutputPath.withoutTrailingSlashes(output)).lock", output: output)
        defer { try? lock.remove() }
        // Another process may have been done with it a moment ago.
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
                error.found = [error.found, "\(output) holds the best epoch before that, number \(epoch)"]
                    .compactMap(\.self).joined(separator: "; ")
            }
            throw error
        }
    }

    /// What the check of transfer finds; `nil` where none is wanted, or where it came to no end, for which the trained model
    /// must not pay.
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
        observe(.warning("the check of transfer \(problem); the trained model is written without it"))
        return nil
    }

    /// What a training depends on besides its recipe, by what it is for: the contents of its files, of each a hash, and the
    /// way in which those with data are read.
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

    /// Checks the settings, by themselves and with one another.
    func validate() throws {
        try recipe.validate()
        try transferCheck?.validate()
        if recipe.task == .entities {
            for (name, isGiven) in [("a teacher", teacher != nil), ("a check of transfer", transferCheck != nil)]
            where isGiven {
                throw FledgeError(
                    .usage, "\(name) is of no use for this task",
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
            for (name, isGiven) in [("a measure", recipe.metric != nil), ("patience", recipe.patience != nil)]
            where isGiven {
                throw FledgeError(
                    .usage, "\(name) needs data to judge by", found: "no validation data",
                    advice: "name a file of labelled texts that training does not see")
            }
        }
        for file in [training, validation, replay].compactMap(\.self) {
            try file.requireLabelColumns(suit: recipe.task)
        }
        guard recipe.probe != nil else { return }
        for (name, isGiven) in [("a teacher", teacher != nil), ("replayed rows", replay != nil)] where isGiven {
            throw FledgeError(
                .usage, "\(name) and a probe exclude each other",
                found: "a probe is fitted to the labels of its rows alone", advice: "choose one of them")
        }
    }

    /// Writes the directory, if there is something to write.
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

    /// The run that is to go on, where it had come to its end before it was cut off.
    private func earlierRun() throws -> (summary: TrainingSummary, fingerprint: RunFingerprint)? {
        guard resumption != .none, !overwrite,
            FileManager.default.fileExists(atPath: output.path(of: TrainedDirectory.recordName))
        else { return nil }
        return try TrainedDirectory.earlierRun(of: output)
    }

    /// Makes sure that the output can be written in the end, and that nothing is lost by that.
    func checkOutput() throws {
        let inputs = [model, training.path, validation?.path, replay?.path, teacher]
        try AtomicDirectory.check(path: output, overwrite: overwrite, keeping: inputs.compactMap(\.self))
    }

    /// Sees to the checkpoints of an earlier run.
    private func settleEarlierRun() throws {
        let path = TrainingCheckpoints.path(forOutput: output)
        guard resumption == .none, FileManager.default.fileExists(atPath: path) else { return }
        guard overwrite || TrainingCheckpoints.steps(in: path).isEmpty else {
            throw FledgeError(
                .cannotCreate, at: path, "a run for this output was interrupted, and its checkpoints are still there",
                advice: "pass --resume to go on with it, or --overwrite to begin anew")
        }
        TrainingCheckpoints.remove(forOutput: output)
    }
}
