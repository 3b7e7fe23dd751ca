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

/// Scores are calibrated in the written weights, so that every program gives the same ones.
@Suite struct CalibratedOutputTests {
    /// A variant of training.
    struct Way: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let apply: @Sendable (inout TrainingRecipe) -> Void
    }

    private static let ways: [Way] = [
        Way(testDescription: "all layers") { _ in },
        Way(testDescription: "ordinal classes") { $0.task = .ordinal },
        Way(testDescription: "the head alone") { $0.trainableLayers = .headOnly },
        Way(testDescription: "a probe") {
            $0.trainableLayers = .headOnly
            $0.probe = ProbeSettings()
            $0.learningRate = nil
            $0.epochs = nil
        },
        Way(testDescription: "adapters") { $0.lowRankAdaptation = LowRankAdaptation.Settings() },
        Way(testDescription: "merged adapters") {
            var settings = LowRankAdaptation.Settings()
            settings.isMerged = true
            $0.lowRankAdaptation = settings
        },
        Way(testDescription: "averaged weights") { $0.averageDecay = 0.9 },
    ]

    /// Some labels are wrong, so a model that learned the others is overconfident.
    private func training(_ way: Way) throws -> (FineTuning, DatasetCache, TemporaryDirectory) {
        let tiny = try TinyTraining(rows: 48)
        var training = tiny.settings
        let numbers = ["negative": "1", "neutral": "2", "positive": "3"]
        training.recipe.epochs = 8
        training.recipe.batchSize = 8
        training.recipe.learningRate = 3e-3
        way.apply(&training.recipe)
        let isOrdinal = training.recipe.task == .ordinal
        let rows = TinyReviews.rows(48).enumerated().map { number, row in
            let label = number % 10 == 3 ? "neutral" : row.label
            return "\(row.text)\t\(isOrdinal ? numbers[label] ?? "" : label)\n"
        }
        let data = LabelledFile(path: try tiny.directory.write("noisy.tsv", "text\tlabel\n" + rows.joined()))
        (training.training, training.validation) = (data, data)
        return (training, tiny.cache, tiny.directory)
    }

    @Test(arguments: ways)
    func scoresAreCalibrated(_ way: Way) throws {
        let (training, cache, directory) = try training(way)
        let summary = try training.run(cache: cache)
        let configuration = try JSONValue(contentsOf: "\(training.output)/config.json")
        #expect(configuration["fledge"]?["temperature"] == nil)
        let report = try JSONValue(contentsOf: "\(training.output)/report.json")
        let temperature = try #require(report["temperature"]?["temperature"]?.numberValue)
        #expect(abs(temperature - 1) > 1e-3)
        let card = try String(contentsOfFile: "\(training.output)/README.md", encoding: .utf8)
        #expect(card.contains("temperature \(String(format: "%.4f", temperature))"))

        // The scores that training reports equal those of the written directory.
        let evaluation = try ClassifierEvaluation(
            PretrainedModel(directory: training.output, head: .sequenceClassification), data: training.training,
            cache: cache)
        let told = try #require(summary.validation)
        for measure in ["accuracy", "macro_f1", "loss", "expected_calibration_error", "brier_score"] {
            let (found, expected) = (evaluation.judgement[measure] ?? .nan, told[measure] ?? .infinity)
            #expect(abs(found - expected) < 1e-4, "\(measure): \(found), \(expected)")
        }
        // Cross-entropy before and after, from the logits of the written directory.
        let predictions = try ClassPredictions(
            labels: evaluation.answers.labels, truths: truths(evaluation),
            logits: evaluation.answers.logits.flatMap(\.self))
        let after = try #require(report["temperature"]?["cross_entropy_after"]?.numberValue)
        let before = try #require(report["temperature"]?["cross_entropy_before"]?.numberValue)
        #expect(abs((predictions.crossEntropy ?? .nan) - after) < 1e-4)
        let uncalibrated = try ClassPredictions(
            labels: evaluation.answers.labels, truths: truths(evaluation),
            logits: evaluation.answers.logits.flatMap { $0.map { Double($0) * temperature } })
        #expect(abs((uncalibrated.crossEntropy ?? .nan) - before) < 1e-4)
        #expect(before > after)

        let classifier = try TextClassifier(directory: training.output)
        let prediction = try classifier.predict("the film was good")
        #expect(prediction.scores == CrossEntropy.probabilities(logits: prediction.logits))
        withExtendedLifetime(directory) {}
    }

    private func truths(_ evaluation: ClassifierEvaluation) -> [Int] {
        guard case .classes(let truths) = evaluation.answers.targets else { return [] }
        return truths
    }

    /// The probabilities of a row in `evaluate --predictions`.
    @Test(arguments: [TextTask.singleLabel, .ordinal, .multiLabel, .regression])
    func everyTaskHasProbabilities(_ task: TextTask) throws {
        let tiny = try TinyTraining(rows: 24)
        var training = tiny.settings
        training.recipe.task = task
        training.recipe.epochs = 1
        let labels = ["1", "2", "3"]
        let rows = TinyReviews.rows(24).enumerated().map { "\($1.text)\t\(labels[$0 % 3])\n" }
        training.training = LabelledFile(path: try tiny.directory.write("rows.tsv", "text\tlabel\n" + rows.joined()))
        _ = try training.run(cache: tiny.cache)
        let answers = try ClassifierEvaluation(
            PretrainedModel(directory: training.output, head: .sequenceClassification), data: training.training,
            cache: tiny.cache
        ).answers
        let probabilities = answers.probabilities(ofRow: 0)
        #expect(probabilities.count == (task == .regression ? 0 : 3))
        #expect(probabilities.allSatisfy { (0...1).contains($0) })
        if task == .singleLabel || task == .ordinal { #expect(abs(probabilities.reduce(0, +) - 1) < 1e-5) }
    }
}
