import Checkpoints
import DatasetCaching
import Datasets
import Encoders
import Foundation
import Inference
import InputOutput
import TaskHeads
import TensorKernels
import TestSupport
import Testing
import Training

/// Strategies that determine which parameters are trained, how far they move, and what limits them.
@Suite struct TrainingStrategyTests {
    private let directory: TemporaryDirectory
    private let cache: DatasetCache
    private var training: FineTuning

    init() throws {
        let tiny = try TinyTraining(rows: 48, model: TinyModel(layerCount: 3))
        (directory, cache, training) = (tiny.directory, tiny.cache, tiny.settings)
        training.recipe.batchSize = 8
        training.recipe.learningRate = 1e-3
        training.overwrite = true
    }

    /// The distance of each parameter of the trained model from the pretrained one, by canonical name.
    private func distances() throws -> [String: Float] {
        let trained = try SequenceClassificationModel(ModelDirectory(training.output))
        let original = try EncoderModel(ModelConfiguration(directory: training.model), directory: training.model)
        var distances: [String: Float] = [:]
        for name in original.report.loaded {
            let index = try #require(trained.parameters.layout.index(of: name))
            let before = try #require(original.parameters.layout.index(of: name))
            let pairs = zip(trained.parameters.values(index), original.parameters.values(before))
            distances[name] = pairs.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
        }
        return distances
    }

    private func moved(_ distances: [String: Float]) -> Set<Int> {
        let layer = { (name: String) -> Int in
            guard name.hasPrefix("encoder.layer.") else { return -1 }
            return Int(name.dropFirst("encoder.layer.".count).prefix { $0 != "." }) ?? -1
        }
        return Set(distances.filter { $0.value > 0 && !$0.key.hasPrefix("pooler") }.map { layer($0.key) })
    }

    @Test(arguments: [(1, []), (2, [2]), (3, [1, 2]), (4, [0, 1, 2]), (5, [-1, 0, 1, 2])] as [(Int, Set<Int>)])
    mutating func `layers begin to learn one after the other`(epochs: Int, layers: Set<Int>) throws {
        training.recipe.epochs = epochs
        training.recipe.unfreezing = GradualUnfreezing(every: 1)
        _ = try training.run(cache: cache)
        #expect(moved(try distances()) == layers)
    }

    @Test mutating func `lower layers move less with a factor for each layer`() throws {
        training.recipe.layerDecay = 0.1
        _ = try training.run(cache: cache)
        let distances = try distances()
        let name = { (layer: Int) in "encoder.layer.\(layer).intermediate.dense.weight" }
        for layer in 0..<2 {
            let (lower, upper) = try (#require(distances[name(layer)]), #require(distances[name(layer + 1)]))
            #expect(lower > 0 && lower * 4 < upper)
        }
    }

    @Test mutating func `patterns choose what learns`() throws {
        training.recipe.trainableLayers = .matching(["layer.1.*query", "LayerNorm"])
        _ = try training.run(cache: cache)
        for (name, distance) in try distances() where !name.hasPrefix("pooler") {
            let isChosen = name.contains("layer.1.attention.self.query") || name.contains("LayerNorm")
            #expect((distance > 0) == isChosen, "\(name)")
        }
        training.recipe.trainableLayers = .matching(["nothing"])
        let error = #expect(throws: FledgeError.self) { try training.run(cache: cache) }
        #expect(error?.problem == "no parameter matches the pattern \"nothing\"")
        #expect(error?.category == .usage)
    }

    /// The same adapters in a separate file and merged into the model.
    @Test mutating func `adapters leave the weights and can be merged`() throws {
        training.recipe.lowRankAdaptation = LowRankAdaptation.Settings()
        training.recipe.lowRankAdaptation?.rank = 3
        training.recipe.epochs = 10
        _ = try training.run(cache: cache)
        let names = try FileManager.default.contentsOfDirectory(atPath: training.output)
        #expect(names.contains("adapter_config.json") && names.contains("adapter_model.safetensors"))
        #expect(!names.contains("model.safetensors"))
        let tensors = try SafetensorsBytes.tensors(path: "\(training.output)/adapter_model.safetensors")
        let module = "base_model.model.bert.encoder.layer.2.attention.self.query"
        #expect(tensors["\(module).lora_A.weight"]?.shape == [3, 32])
        #expect(tensors["\(module).lora_B.weight"]?.shape == [32, 3])
        #expect(tensors["base_model.model.classifier.weight"]?.shape == [3, 32])
        #expect(tensors.count == 2 * 2 * 3 + 4)
        let texts = TinyReviews.rows(48).map(\.text)
        let adapted = try TextClassifier(directory: training.output, options: LoadingOptions(precision: .fp32)).predict(
            texts
        ).predictions
        try FileManager.default.removeItem(atPath: "\(training.output)/tokenizer.json")
        try FileManager.default.removeItem(atPath: "\(training.output)/vocab.txt")
        let withoutTokenizer = try TextClassifier(directory: training.output, options: LoadingOptions(precision: .fp32))
            .predict(texts)
        #expect(withoutTokenizer.predictions.map(\.logits) == adapted.map(\.logits))

        training.recipe.lowRankAdaptation?.isMerged = true
        training.output = "\(directory.path)/merged"
        _ = try training.run(cache: cache)
        let merged = try TextClassifier(directory: training.output, options: LoadingOptions(precision: .fp32)).predict(
            texts
        ).predictions
        for (adapted, merged) in zip(adapted, merged) {
            #expect(largestDifference(adapted.logits, merged.logits) <= 1e-5)
        }
        let changed = try distances().filter { $0.value > 0 && !$0.key.hasPrefix("pooler") }.keys
        #expect(changed.allSatisfy { $0.hasSuffix("query.weight") || $0.hasSuffix("value.weight") })
        #expect(changed.count == 6)

        training.recipe.lowRankAdaptation?.targets = ["query", "elephant"]
        let error = #expect(throws: FledgeError.self) { try training.run(cache: cache) }
        #expect(error?.problem == "no linear layer of the encoder is called \"elephant\"")
    }

    @Test mutating func `top layers may begin anew, or everything`() throws {
        training.recipe.learningRate = 1e-12
        training.recipe.newLayers = 1
        training.recipe.maximumSteps = 1
        _ = try training.run(cache: cache)
        let distances = try distances()
        #expect(distances.filter { $0.value > 0.1 }.keys.allSatisfy { $0.hasPrefix("encoder.layer.2.") })
        #expect(distances["encoder.layer.2.output.dense.weight"] ?? 0 > 1)
        training.recipe.newLayers = 0
        training.recipe.startsAnew = true
        _ = try training.run(cache: cache)
        #expect(try self.distances()["embeddings.word_embeddings.weight"] ?? 0 > 1)
        training.recipe.startsAnew = false
        training.recipe.newLayers = 4
        let error = #expect(throws: FledgeError.self) { try training.run(cache: cache) }
        #expect(error?.expected == "at most 3")
    }

    @Test mutating func `weights are drawn towards where they came from`() throws {
        training.recipe.epochs = 5
        _ = try training.run(cache: cache)
        let free = try distances()
        training.recipe.pretrainedDecay = 100
        _ = try training.run(cache: cache)
        let drawn = try distances()
        let name = "encoder.layer.1.output.dense.weight"
        #expect(try #require(drawn[name]) < #require(free[name]) * 0.8)
        #expect(try #require(drawn[name]) > 0)
    }

    @Test mutating func `an earlier task is seen again`() throws {
        let earlier = try directory.write("earlier.tsv", TinyReviews.tsv(TinyReviews.rows(24, offset: 90)))
        training.replay = LabelledFile(path: earlier)
        training.recipe.replayShare = 0.25
        training.recipe.epochs = 2
        // 48 rows and 12 of the other 24, in batches of 8.
        #expect(try training.run(cache: cache).steps == 16)
        let other = try directory.write("other.tsv", "text\tlabel\nthe film\tsplendid\nthe soup\tpositive\n")
        training.replay = LabelledFile(path: other)
        let error = #expect(throws: FledgeError.self) { try training.run(cache: cache) }
        #expect(error?.problem == "the label \"splendid\" does not occur in training")
        #expect(error?.place == "\(other):2")
    }

    /// A student that learns only from its teacher repeats its teacher's predictions, right or wrong.
    @Test mutating func `a teacher is listened to`() throws {
        let wrong =
            TinyReviews.rows(48).map { row in
                TinyReviews.Row(text: row.text, label: row.label == "positive" ? "negative" : "positive")
            } + [TinyReviews.Row(text: "the room", label: "neutral")]
        training.training = LabelledFile(path: try directory.write("wrong.tsv", TinyReviews.tsv(wrong)))
        training.recipe.epochs = 20
        training.recipe.learningRate = 3e-3
        _ = try training.run(cache: cache)
        let teacher = training.output
        training.output = "\(directory.path)/student"
        training.training = LabelledFile(path: "\(directory.path)/train.tsv")
        training.teacher = teacher
        training.recipe.distillationWeight = 1
        _ = try training.run(cache: cache)
        let texts = TinyReviews.rows(48).map(\.text)
        let labels = try [teacher, training.output].map { directory in
            try TextClassifier(directory: directory).predict(texts).predictions.map(\.label)
        }
        #expect(zip(labels[0], labels[1]).count { $0 == $1 } >= 44)
        let rows = TinyReviews.rows(24).filter { $0.label != "neutral" }
        training.training = LabelledFile(path: try directory.write("two.tsv", TinyReviews.tsv(rows)))
        let error = #expect(throws: FledgeError.self) { try training.run(cache: cache) }
        #expect(error?.problem == "the teacher has different labels")
    }

    @Test mutating func `so many rows`() throws {
        training.recipe.rowLimit = 20
        training.recipe.epochs = 1
        var rowCount = 0
        let summary = try training.run(cache: cache) { event in
            if case .prepared(let plan) = event { rowCount = plan.training.rowCount }
        }
        #expect(rowCount == 20)
        #expect(summary.steps == 3)
    }

    @Test mutating func `nothing better for a while ends training`() throws {
        training.validation = training.training
        training.recipe.epochs = 50
        training.recipe.patience = 2
        training.recipe.metric = "macro_f1"
        training.recipe.learningRate = 1e-9
        let summary = try training.run(cache: cache)
        #expect(summary.ending == .early)
        #expect(summary.epochs.count < 50 && summary.isWritten)
        #expect(summary.epochs.suffix(2).allSatisfy { !$0.isBest })
        training.recipe.metric = "beauty"
        let error = #expect(throws: FledgeError.self) { try training.run(cache: cache) }
        #expect(error?.problem == "this task has no metric \"beauty\"")
        #expect(error?.expected?.contains("accuracy") == true)
    }

    @Test mutating func `a trial leaves nothing`() throws {
        training.validation = training.training
        training.recipe.epochs = 2
        let before = try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
        let trial = try training.tried(cache: cache)
        #expect(trial.summary.steps == 12)
        #expect(trial.judgement?["accuracy"] != nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() == before)
    }
}
