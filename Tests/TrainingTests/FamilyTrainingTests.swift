import Checkpoints
import DatasetCaching
import Datasets
import Encoders
import Evaluation
import Foundation
import Inference
import InputOutput
import TaskHeads
import TensorKernels
import TestSupport
import Testing
import Training

/// Fine-tuning, evaluating and using models of every family, from directory to directory.
@Suite struct FamilyTrainingTests {
    static let families = ["bert-silu", "distilbert", "electra", "electra-projected", "mpnet"]
    private let directory: TemporaryDirectory
    private let cache: DatasetCache

    init() throws {
        directory = try TemporaryDirectory()
        cache = try DatasetCache(path: "\(directory.path)/cache.sqlite")
    }

    /// A recorded model with a vocabulary that has as many pieces as the model has embeddings.
    private func training(_ family: String, output: String = "output") throws -> FineTuning {
        let source = Fixtures.path("Encoder/\(family)")
        for name in ["config.json", "model.safetensors"] {
            try directory.write("\(family)/\(name)", Data(contentsOf: URL(fileURLWithPath: "\(source)/\(name)")))
        }
        let pieces = TinyModel.vocabulary(ofFamily: family)
        try directory.write("\(family)/vocab.txt", pieces.joined(separator: "\n") + "\n")
        let rows = try directory.write("train.tsv", TinyReviews.tsv(TinyReviews.rows(48)))
        var training = FineTuning(
            model: "\(directory.path)/\(family)", training: LabelledFile(path: rows),
            output: "\(directory.path)/\(output)")
        training.recipe.batchSize = 8
        training.recipe.epochs = 2
        training.recipe.learningRate = 1e-3
        return training
    }

    @Test(arguments: families)
    func `a trained directory has the names of its family and says what the model says`(family: String) throws {
        let training = try training(family)
        let summary = try training.run(cache: cache)
        #expect(summary.epochs[1].trainingLoss < summary.epochs[0].trainingLoss)

        let configuration = try ModelConfiguration(directory: training.output)
        let description = try EncoderFamily(configuration)
        let architecture = description.architecture(for: "SequenceClassification")
        #expect(configuration.values["architectures"] == .array([.string(architecture)]))
        let original = try SafetensorsBytes.tensors(path: "\(training.model)/model.safetensors")
        let written = try SafetensorsBytes.tensors(path: "\(training.output)/model.safetensors")
        #expect(Set(written.keys) == Set(original.keys))

        let model = try SequenceClassificationModel(ModelDirectory(training.output))
        #expect(model.report.loaded.count == written.count)
        #expect(model.labels == TinyReviews.labels)
        let rows = TinyReviews.rows(48)
        let predictions = try TextClassifier(directory: training.output).predict(rows.map(\.text)).predictions
        let share = Double(zip(rows, predictions).count { $0.label == $1.label }) / 48
        let evaluation = try ClassifierEvaluation(
            PretrainedModel(directory: training.output, head: .sequenceClassification), data: training.training,
            cache: cache)
        #expect(evaluation.judgement["accuracy"] == share)
        #expect(evaluation.judgement.loss.isFinite)
    }

    @Test(arguments: families)
    func `the frozen encoder's features are kept by model`(family: String) throws {
        var training = try training(family)
        training.recipe.trainableLayers = .headOnly
        var fromCache: [Bool?] = []
        for output in ["first", "second"] {
            training.output = "\(directory.path)/\(output)"
            _ = try training.run(cache: cache) { event in
                if case .prepared(let plan) = event { fromCache.append(plan.featuresFromCache) }
            }
        }
        #expect(fromCache == [false, true])
        let trained = try SequenceClassificationModel(ModelDirectory(training.output))
        let original = try EncoderModel(ModelConfiguration(directory: training.model), directory: training.model)
        for name in original.report.loaded {
            let index = try #require(trained.parameters.layout.index(of: name))
            let before = try #require(original.parameters.layout.index(of: name))
            #expect(Array(trained.parameters.values(index)) == Array(original.parameters.values(before)), "\(name)")
        }

        // The same weights with another setting give different features.
        let path = "\(training.model)/config.json"
        var configuration = try ModelConfiguration(directory: training.model)
        configuration.values[family == "distilbert" ? "activation" : "hidden_act"] = .string("relu")
        try configuration.write(to: path)
        training.output = "\(directory.path)/third"
        _ = try training.run(cache: cache) { event in
            if case .prepared(let plan) = event { fromCache.append(plan.featuresFromCache) }
        }
        #expect(fromCache == [false, true, false])
    }

    @Test(arguments: families)
    func `the top layer may be trained alone`(family: String) throws {
        var training = try training(family)
        training.recipe.trainableLayers = .top(1)
        _ = try training.run(cache: cache)
        let trained = try SequenceClassificationModel(ModelDirectory(training.output))
        let original = try EncoderModel(ModelConfiguration(directory: training.model), directory: training.model)
        let settings = original.encoder.configuration
        for name in original.report.loaded {
            let index = try #require(trained.parameters.layout.index(of: name))
            let before = try #require(original.parameters.layout.index(of: name))
            let isSame = Array(trained.parameters.values(index)) == Array(original.parameters.values(before))
            #expect(isSame == (settings.layer(ofParameter: name) != settings.layerCount - 1), "\(name)")
        }
    }

    @Test(arguments: families)
    func `embeddings come from every family`(family: String) throws {
        let training = try training(family)
        let embedder = try SentenceEmbedder(
            directory: training.model, pooling: SentencePooling(mode: .mean, normalizes: true))
        let (embeddings, _) = try embedder.embed(["the film was good", "the soup was bad", "the film was good"])
        #expect(embeddings.allSatisfy { $0.count == 32 })
        #expect(largestDifference(embeddings[0], embeddings[2]) <= 1e-5)
        #expect(largestDifference(embeddings[0], embeddings[1]) > 1e-3)
    }
}
