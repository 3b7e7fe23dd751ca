public import Checkpoints
public import Datasets
import Foundation
import Inference
import InputOutput
import TaskHeads
import TensorKernels
import Tokenization

/// Fine-tuning of a classifier from files to a directory.
///
///     var training = ClassifierTraining(
///         model: "all-MiniLM-L6-v2", training: LabelledFile(path: "reviews.tsv"), output: "sentiment")
///     training.recipe.epochs = 2
///     let summary = try training.run()
public struct ClassifierTraining: Sendable {
    /// The directory of the pretrained checkpoint.
    public var model: String
    public var training: LabelledFile
    /// What is judged after each epoch, to keep the best weights; `nil` keeps the last ones.
    public var validation: LabelledFile?
    /// The directory that is written.
    public var output: String
    /// Whether an output directory that exists is replaced.
    public var overwrite = false
    /// What the pretrained checkpoint may lack or have too much of.
    public var allowance = LoadAllowance()
    public var recipe = TrainingRecipe()

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
    ///   - shouldStop: Asked before each pass through the model. Where it says so, the best epoch so far is written if validation data
    ///     told which that is; otherwise nothing is.
    /// - Throws: `FledgeError` before anything is written; where training diverged after an epoch was validated, with the
    ///   best one written.
    public func run(
        cache: DatasetCache? = nil, observe: (TrainingEvent) -> Void = { _ in }, shouldStop: () -> Bool = { false }
    ) throws -> TrainingSummary {
        try recipe.validate()
        try AtomicDirectory.check(path: output, overwrite: overwrite)
        try checkOutputHoldsNoData()
        let prepared: PreparedTraining
        do {
            prepared = try PreparedTraining(
                self, cache: cache ?? DatasetCache(), observe: observe, shouldStop: shouldStop)
        } catch is CancellationError {
            return .interruptedAtStart
        }
        observe(.prepared(prepared.plan))
        do {
            let summary = try prepared.trainer.run(observe: observe, shouldStop: shouldStop)
            try write(summary, of: prepared)
            return summary
        } catch let divergence as ClassificationTrainer.Diverged {
            try write(divergence.summary, of: prepared)
            var error = divergence.error
            if let epoch = divergence.summary.bestEpoch {
                error.found = "\(output) holds the best epoch before that, number \(epoch)"
            }
            throw error
        }
    }

    private func write(_ summary: TrainingSummary, of prepared: PreparedTraining) throws {
        guard summary.isWritten else { return }
        try ClassifierDirectory(prepared: prepared, summary: summary).write(to: output, overwrite: overwrite)
    }

    /// Makes sure that replacing the output directory does not remove the data.
    private func checkOutputHoldsNoData() throws {
        func resolved(_ path: String) -> [String] {
            URL(fileURLWithPath: path).resolvingSymlinksInPath().pathComponents
        }
        for path in [training.path, validation?.path].compactMap(\.self)
        where resolved(path).starts(with: resolved(output)) {
            throw FledgeError(
                .cannotCreate, at: output, "the output directory holds the data and cannot be replaced",
                found: path, advice: "choose another directory")
        }
    }
}
