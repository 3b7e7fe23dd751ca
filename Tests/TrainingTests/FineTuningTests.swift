import Checkpoints
import DatasetCaching
import Datasets
import Evaluation
import Foundation
import Inference
import InputOutput
import TaskHeads
import TestSupport
import Testing
import Training

/// Fine-tuning through its public interface.
@Suite struct FineTuningTests {
    private let directory: TemporaryDirectory
    private let cache: DatasetCache
    private var training: FineTuning

    init() throws {
        let tiny = try TinyTraining(rows: 48)
        (directory, cache, training) = (tiny.directory, tiny.cache, tiny.settings)
        training.recipe.batchSize = 8
    }

    private mutating func validate() throws {
        let rows = try directory.write("validation.tsv", TinyReviews.tsv(TinyReviews.rows(12, offset: 48)))
        training.validation = LabelledFile(path: rows)
    }

    private var outputExists: Bool { FileManager.default.fileExists(atPath: training.output) }

    @Test func trainsAClassifierThatCanBeUsed() throws {
        var training = training
        training.recipe.epochs = 20
        training.recipe.learningRate = 3e-3
        let summary = try training.run(cache: cache)
        #expect(summary.steps == 120)
        #expect(summary.epochs.map(\.epoch) == Array(1...20))
        #expect(summary.bestEpoch == nil)
        #expect(summary.validation == nil)
        #expect(summary.ending == .complete)
        #expect(summary.epochs[19].trainingLoss < summary.epochs[0].trainingLoss / 2)

        let rows = TinyReviews.rows(48)
        let predictions = try TextClassifier(directory: training.output).predict(rows.map(\.text)).predictions
        #expect(zip(rows, predictions).count { $0.label == $1.label } >= 44)
        let evaluation = try ClassifierEvaluation(
            PretrainedModel(directory: training.output, head: .sequenceClassification), data: training.training,
            cache: cache)
        #expect(evaluation.rowCount == 48)
        #expect(evaluation.fromCache)
        #expect(evaluation.judgement["accuracy"] ?? 0 >= 0.9)
    }

    /// Events come in order: the plan, each update, and each epoch after its updates.
    @Test mutating func tellsWhatItDoes() throws {
        try validate()
        training.recipe.epochs = 3
        var events: [String] = []
        var records: [EpochRecord] = []
        let summary = try training.run(cache: cache) { event in
            switch event {
            case .prepared(let plan):
                events.append("prepared")
                #expect(plan.labels == TinyReviews.labels)
                #expect(plan.training.rowCount == 48)
                #expect(plan.training.path == training.training.path)
                #expect(plan.training.fromCache == false)
                #expect(plan.validation?.rowCount == 12)
                #expect(plan.lengthLimit.tokens == 64)
                #expect(plan.loadReport.newlyInitialised == ["classifier.weight", "classifier.bias"])
                #expect(plan.parameterCount == plan.trainableParameterCount)
                #expect(plan.featuresFromCache == nil)
            case .features, .resumed, .warning, .probe, .checking, .checkingStep:
                Issue.record("nothing of the kind is to happen: \(event)")
            case .validating(let done, let total): #expect(total == 12 && (1...12).contains(done))
            case .step(let progress):
                events.append("step")
                #expect(progress.step == events.count { $0 == "step" })
                #expect(progress.totalSteps == 18)
                #expect(progress.epoch == records.count + 1)
                #expect(progress.totalEpochs == 3)
                #expect(progress.loss > 0 && progress.learningRate >= 0 && progress.secondsLeft >= 0)
                #expect(progress.examplesPerSecond > 0 && progress.tokensPerSecond > progress.examplesPerSecond)
            case .epoch(let record):
                events.append("epoch")
                records.append(record)
            }
        }
        let epoch = Array(repeating: "step", count: 6) + ["epoch"]
        #expect(events == ["prepared"] + epoch + epoch + epoch)
        #expect(records == summary.epochs)
        #expect(records.allSatisfy { $0.validation?["count"] == 12 })
        let best = try #require(summary.bestEpoch)
        // The reported scores of the kept weights are calibrated, which changes no prediction.
        for measure in ["accuracy", "macro_f1", "matthews_correlation"] {
            #expect(summary.validation?[measure] == records[best - 1].validation?[measure])
        }
        #expect(try #require(summary.validation).loss <= records[best - 1].validation?.loss ?? 0)
        #expect(records.last { $0.isBest }?.epoch == best)
        #expect(records[best - 1].validation?["accuracy"] == records.compactMap { $0.validation?["accuracy"] }.max())
    }

    @Test mutating func computesFeaturesOfAFrozenEncoderOnce() throws {
        try validate()
        training.recipe.trainableLayers = .headOnly
        training.recipe.epochs = 1
        func run() throws -> (done: [Int], isFromCache: Bool?) {
            var (done, isFromCache): ([Int], Bool?) = ([], nil)
            var training = training
            training.overwrite = true
            _ = try training.run(cache: cache) { event in
                switch event {
                case .features(let count, _): done.append(count)
                case .prepared(let plan): isFromCache = plan.featuresFromCache
                default: break
                }
            }
            return (done, isFromCache)
        }
        let first = try run()
        #expect(first.done == [48, 12])
        #expect(first.isFromCache == false)
        let second = try run()
        #expect(second.done == [])
        #expect(second.isFromCache == true)
    }

    /// The number of updates after which training is stopped, and the resulting files.
    @Test(arguments: [(0, false), (0, true), (7, false), (9, true)])
    mutating func stopsWithACheckpoint(stepCount: Int, validates: Bool) throws {
        if validates { try validate() }
        var steps = 0
        let summary = try training.run(
            cache: cache, observe: { if case .step = $0 { steps += 1 } }, shouldStop: { steps == stepCount })
        #expect(summary.ending == .interrupted)
        #expect(summary.steps == stepCount)
        #expect(summary.epochs.count == stepCount / 6)
        #expect(!outputExists)
        let checkpoint = "\(training.output).checkpoints/checkpoint-\(stepCount)"
        #expect(FileManager.default.fileExists(atPath: checkpoint) == (stepCount > 0))
    }

    @Test mutating func stopsWhileFeaturesAreComputed() throws {
        training.recipe.trainableLayers = .headOnly
        let summary = try training.run(cache: cache, shouldStop: { true })
        #expect(summary.ending == .interrupted)
        #expect(summary.steps == 0)
        #expect(!outputExists)
    }

    @Test func divergenceIsAnError() throws {
        var training = training
        training.recipe.learningRate = 1e30
        training.recipe.maximumGradientNorm = 0
        training.recipe.epochs = 50
        let error = #expect(throws: FledgeError.self) { try training.run(cache: cache) }
        let problem = try #require(error?.problem)
        #expect(
            try /(the gradient of .+|the loss) is not a finite number: training has diverged/.wholeMatch(in: problem)
                != nil, "\(problem)")
        #expect(try /update \d+/.wholeMatch(in: error?.place ?? "") != nil)
        #expect(error?.found?.hasPrefix("on the rows of \(training.training.path):") == true)
        #expect(error?.advice == "lower the learning rate (it is 1e+30)")
        #expect(error?.category == .data)
        #expect(!outputExists)
    }

    @Test func settingsAreCheckedFirst() throws {
        var training = training
        training.recipe.epochs = 0
        training.model = "absent"
        #expect(
            throws: FledgeError(.usage, "the number of epochs is out of range", expected: "1 or more", found: "0")
        ) { try training.run(cache: cache) }
        training = self.training
        training.recipe.trainableLayers = .top(3)
        #expect(
            throws: FledgeError(
                .usage, "there are more layers to train than the model has", expected: "at most 2", found: "3")
        ) { try training.run(cache: cache) }
        #expect(!outputExists)
    }

    /// A fine-tuned model is a start for further training; its classifier is kept if the labels are the same.
    @Test func goesOnFromAFineTunedModel() throws {
        _ = try training.run(cache: cache)
        var further = training
        further.model = training.output
        further.output = "\(directory.path)/further"
        var reports: [[String]] = []
        _ = try further.run(cache: cache) { event in
            if case .prepared(let plan) = event { reports.append(plan.loadReport.newlyInitialised) }
        }
        let twoLabels = TinyReviews.rows(24).filter { $0.label != "neutral" }
        further.training.path = try directory.write("two.tsv", TinyReviews.tsv(twoLabels))
        further.overwrite = true
        _ = try further.run(cache: cache) { event in
            if case .prepared(let plan) = event { reports.append(plan.loadReport.newlyInitialised) }
        }
        #expect(reports == [[], ["classifier.weight", "classifier.bias"]])
        #expect(try TextClassifier(directory: further.output).labels == ["negative", "positive"])
    }
}
