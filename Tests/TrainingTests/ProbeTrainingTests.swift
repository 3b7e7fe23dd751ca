import DatasetCaching
import Datasets
import Foundation
import Inference
import InputOutput
import TaskHeads
import TensorKernels
import TestSupport
import Testing
import Training

/// Probes and features of frozen encoders, used through their public interface.
@Suite struct ProbeTrainingTests {
    private let directory: TemporaryDirectory
    private let cache: DatasetCache
    private var training: FineTuning

    init() throws {
        let tiny = try TinyTraining(rows: 60)
        (directory, cache, training) = (tiny.directory, tiny.cache, tiny.settings)
        training.recipe.trainableLayers = .headOnly
        training.recipe.probe = ProbeSettings()
    }

    private mutating func validate() throws {
        let rows = try directory.write("validation.tsv", TinyReviews.tsv(TinyReviews.rows(30, offset: 60)))
        training.validation = LabelledFile(path: rows)
    }

    private func tensors(_ path: String) throws -> [String: [Float]] {
        let tensors = try SafetensorsBytes.tensors(path: "\(path)/model.safetensors")
        return Dictionary(uniqueKeysWithValues: tensors.map { ($0, $1.values) })
    }

    /// The written classifier's output layer is the minimum on the exported features.
    @Test func theOutputLayerIsTheMinimumOnTheFeatures() throws {
        var training = training
        training.recipe.probe = ProbeSettings(strength: 0.5)
        let summary = try training.run(cache: cache)
        #expect(summary.ending == .complete)
        #expect(summary.probe.map(\.strength) == [0.5])
        #expect(summary.probe[0].isConverged)
        #expect(summary.steps == summary.probe[0].iterations)

        let features = try TextFeatures(
            model: training.model, data: training.training, pooling: .head, cache: cache)
        #expect(features.fromCache)
        #expect(features.labels.compactMap(\.self) == TinyReviews.rows(60).map(\.label))
        let classes = features.labels.map { label in TinyReviews.labels.firstIndex { $0 == label } ?? -1 }
        let shares = (0..<3).map { label in (0..<3).map { $0 == label ? 1.0 : 0.0 } }
        let probe = try LinearProbe(
            FeatureMatrix(values: features.values, width: features.width),
            LinearTargets(classes: classes, shares: shares), strength: 0.5)
        let written = try tensors(training.output)
        let weights = probe.weights.flatMap { $0.map { Float($0) } }
        #expect(largestDifference(written["classifier.weight"] ?? [], weights) < 1e-5)
        #expect(largestDifference(written["classifier.bias"] ?? [], probe.biases.map { Float($0) }) < 1e-5)

        let rows = TinyReviews.rows(60)
        let predictions = try TextClassifier(directory: training.output).predict(rows.map(\.text)).predictions
        #expect(zip(rows, predictions).count { $0.label == $1.label } >= 45)
    }

    /// Among several strengths, the best on the validation data is kept.
    @Test mutating func triesStrengthsOnTheValidationData() throws {
        try validate()
        var told: [ProbeRecord] = []
        let summary = try training.run(cache: cache) { event in
            if case .probe(let record) = event { told.append(record) }
        }
        #expect(told.prefix(5).map(\.strength) == [100, 10, 1, 0.1, 0.01])
        // The best one is fitted to convergence.
        let best = try #require(told.last)
        #expect(told.count == 6)
        #expect(summary.probe.map(\.strength) == [100, 10, 1, 0.1, 0.01])
        #expect(summary.probe.last { $0.isBest } == best)
        #expect(best.isConverged)
        // The reported scores of the written model are calibrated, which changes no prediction.
        #expect(summary.validation?["accuracy"] == best.validation?["accuracy"])
        #expect(try #require(summary.validation).loss <= best.validation?.loss ?? 0)
        let accuracies = told.prefix(5).compactMap { $0.validation?["accuracy"] }
        #expect(best.validation?["accuracy"] == accuracies.max())
        let evaluation = try ClassifierEvaluation(
            PretrainedModel(directory: training.output, head: .sequenceClassification),
            data: try #require(training.validation), cache: cache)
        #expect(evaluation.judgement["accuracy"] == best.validation?["accuracy"])
    }

    @Test(arguments: ["multi-label", "regression", "ordinal"])
    func otherTasksHaveProbesToo(task: String) throws {
        var training = training
        let marks = ["negative": "1", "neutral": "2", "positive": "3"]
        let rows = TinyReviews.rows(60).map { row in
            var row = row
            row.label = task == "multi-label" ? "\(row.label)|any" : marks[row.label] ?? ""
            return row
        }
        training.training = LabelledFile(path: try directory.write("task.tsv", TinyReviews.tsv(rows)))
        training.validation = training.training
        training.recipe.task = try #require(.init(rawValue: task))
        let summary = try training.run(cache: cache)
        #expect(summary.ending == .complete)
        let judgement = try #require(summary.validation)
        switch task {
        case "multi-label": #expect(judgement["subset_accuracy"] ?? 0 > 0.85)
        case "regression": #expect(judgement["root_mean_squared_error"] ?? 9 < 0.4)
        default: #expect(judgement["mean_absolute_error"] ?? 9 < 0.15)
        }
        let evaluation = try ClassifierEvaluation(
            PretrainedModel(directory: training.output, head: .sequenceClassification), data: training.training,
            cache: cache)
        if task == "regression" { #expect(abs(evaluation.judgement.loss - judgement.loss) < 1e-3) }
    }

    @Test func whatDoesNotGoTogetherIsRefused() throws {
        func refusal(_ change: (inout FineTuning) -> Void) -> String {
            var training = training
            change(&training)
            do {
                _ = try training.run(cache: cache)
                return "none"
            } catch {
                return (error as? FledgeError)?.problem ?? "\(error)"
            }
        }
        #expect(refusal { $0.recipe.trainableLayers = .all } == "a probe needs a frozen encoder")
        #expect(refusal { $0.recipe.labelSmoothing = 0.1 } == "label smoothing and a probe exclude each other")
        #expect(refusal { $0.recipe.maximumSteps = 5 } == "a limit on updates and a probe exclude each other")
        #expect(refusal { $0.recipe.probe = ProbeSettings(strength: 0) } == "the strength of the probe is out of range")
        #expect(refusal { $0.teacher = $0.model } == "a teacher and a probe exclude each other")
        #expect(refusal { $0.replay = $0.training } == "replayed rows and a probe exclude each other")
    }

    /// The first-token vectors and the means equal those of the embedder.
    @Test(arguments: [TextFeatures.Pooling.first, .mean])
    func featuresAreWhatTheEncoderGives(pooling: TextFeatures.Pooling) throws {
        let features = try TextFeatures(
            model: training.model, data: training.training, pooling: pooling, precision: .fp32, cache: cache)
        let mode: PoolingMode = pooling == .first ? .cls : .mean
        let embedder = try SentenceEmbedder(
            directory: training.model, pooling: SentencePooling(mode: mode, normalizes: false),
            options: LoadingOptions(precision: .fp32))
        let expected = try embedder.embed(TinyReviews.rows(60).map(\.text)).embeddings
        for row in expected.indices { #expect(largestDifference(features[row], expected[row]) < 1e-5) }
        #expect(features.lines == Array(2...61))
    }
}
