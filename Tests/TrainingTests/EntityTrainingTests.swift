import DatasetCaching
import Datasets
import Entities
import Evaluation
import Foundation
import Inference
import InputOutput
import TaskHeads
import TensorKernels
import TestSupport
import Testing
import Training

/// Training of named-entity recognizers.
@Suite struct EntityTrainingTests {
    private let directory: TemporaryDirectory
    private let cache: DatasetCache

    init() throws {
        directory = try TemporaryDirectory()
        cache = try DatasetCache(path: "\(directory.path)/cache.sqlite")
    }

    /// Sentences in which two words after "the" are a thing, and "soup" and "cook" alone are food.
    private static func conll(_ count: Int) -> String {
        let things = [["film", "room"], ["train", "book"]]
        let food = ["soup", "cook"]
        return (0..<count).map { index in
            let thing = things[index % 2]
            var lines = ["the O", "\(thing[0]) B-THING", "\(thing[1]) I-THING", "was O"]
            lines += index % 3 == 0 ? ["\(food[index % 2]) B-FOOD", "\(food[(index + 1) % 2]) B-FOOD"] : ["good O"]
            lines += ["\(["today", "here", "again"][index % 3]) O", ". O"]
            return lines.joined(separator: "\n") + "\n\n"
        }.joined()
    }

    private func training(_ name: String = "entities", _ change: (inout TrainingRecipe) -> Void = { _ in }) throws
        -> FineTuning
    {
        let data = LabelledFile(path: try directory.write("train.conll", Self.conll(48)))
        var training = FineTuning(
            model: try TinyModel().write(in: directory), training: data, validation: data,
            output: "\(directory.path)/\(name)")
        training.recipe.task = .entities
        training.recipe.epochs = 12
        training.recipe.batchSize = 8
        training.recipe.learningRate = 3e-3
        training.recipe.precision = .fp32
        change(&training.recipe)
        return training
    }

    static let ways: [(String, @Sendable (inout TrainingRecipe) -> Void)] = [
        ("by itself", { _ in }),
        ("BIOES", { $0.tagScheme = .bioes }),
        ("a field", { $0.usesConditionalRandomField = true }),
        ("all pieces", { $0.learnsAllPieces = true }),
        ("short windows", { ($0.maximumLength, $0.windowStride) = (7, 2) }),
        ("balanced", { $0.classWeights = .balanced }),
        ("focal and smoothed", { ($0.focalExponent, $0.labelSmoothing) = (1, 0.05) }),
        (
            "unfreezing with averages",
            {
                ($0.unfreezing, $0.averageDecay) = (GradualUnfreezing(every: 2, .epochs), 0.9)
                $0.epochs = 24
            }
        ),
        (
            "adapters",
            {
                $0.lowRankAdaptation = LowRankAdaptation.Settings()
                $0.learningRate = 1e-2
            }
        ),
    ]

    @Test("entities are learned with all settings", arguments: ways)
    func learns(name: String, change: @Sendable (inout TrainingRecipe) -> Void) throws {
        let training = try training("way") { change(&$0) }
        var plan: TrainingPlan?
        let summary = try training.run(cache: cache) { if case .prepared(let found) = $0 { plan = found } }
        #expect(summary.validation?["strict_micro_f1"] ?? 0 > 0.95)
        #expect(plan?.labels == ["FOOD", "THING"])
        #expect(plan?.labelCounts == [32, 48])
        let classifier = try TokenClassifier(directory: training.output, options: LoadingOptions(precision: .fp32))
        let found = try classifier.entities(in: "the train book was soup cook today .")
        #expect(found.map(\.text) == ["train book", "soup", "cook"])
        #expect(found.map(\.type) == ["THING", "FOOD", "FOOD"])
        let evaluation = try EntityEvaluation(
            PretrainedModel(
                directory: training.output, head: .tokenClassification, options: LoadingOptions(precision: .fp32)),
            data: training.training)
        #expect(evaluation.judgement["strict_micro_f1"] == summary.validation?["strict_micro_f1"])
        #expect(evaluation.windowCount > (training.recipe.windowStride == nil ? 47 : 48))
    }

    @Test("an interrupted run that is resumed gives the same bits", arguments: [false, true])
    func resumes(hasField: Bool) throws {
        func weights(_ path: String) throws -> Data {
            try Data(contentsOf: URL(fileURLWithPath: "\(path)/model.safetensors"))
        }
        var whole = try training("whole") { ($0.epochs, $0.usesConditionalRandomField) = (4, hasField) }
        _ = try whole.run(cache: cache)
        let expected = try weights(whole.output)
        whole.output = "\(directory.path)/cut"
        var steps = 0
        let cut = try whole.run(
            cache: cache, observe: { if case .step = $0 { steps += 1 } }, shouldStop: { steps >= 9 })
        #expect(cut.ending == .interrupted)
        whole.resumption = .unchanged
        _ = try whole.run(cache: cache)
        #expect(try weights(whole.output) == expected)
    }

    @Test("the report shows types and mistakes") func reports() throws {
        let training = try training("report") { $0.epochs = 1 }
        _ = try training.run(cache: cache)
        let page = try String(contentsOfFile: "\(training.output)/report.html", encoding: .utf8)
        for part in ["strict F1", "THING", "FOOD", "Kinds of errors", "no entity", "Predicted entities"] {
            #expect(page.contains(part), "\(part)")
        }
        let card = try String(contentsOfFile: "\(training.output)/README.md", encoding: .utf8)
        #expect(card.contains("pipeline_tag: token-classification"))
        #expect(card.contains("AutoModelForTokenClassification"))
        let configuration = try String(contentsOfFile: "\(training.output)/config.json", encoding: .utf8)
        #expect(configuration.contains("BertForTokenClassification"))
        #expect(configuration.contains("B-FOOD"))
    }

    @Test("a sequence classifier is not a named-entity recognizer, and vice versa") func kindsDiffer() throws {
        let training = try training("kinds") { $0.epochs = 1 }
        _ = try training.run(cache: cache)
        #expect(throws: FledgeError.self) { try TextClassifier(directory: training.output) }
        var model = TinyModel()
        model.addClassifier(labels: TinyReviews.labels)
        let path = try model.write(in: directory, as: "classifier")
        #expect(throws: FledgeError.self) { try TokenClassifier(directory: path) }
        // Its head is useless for entities, so it is replaced with a new one.
        var further = try self.training("further") { $0.epochs = 1 }
        further.model = path
        #expect(try further.run(cache: cache).ending == .complete)
    }

    static let refusals: [(String, @Sendable (inout FineTuning) -> Void)] = [
        ("a teacher does not apply to this task", { $0.teacher = "somewhere" }),
        ("a transfer check does not apply to this task", { $0.transferCheck = TransferCheck() }),
        ("class balancing does not apply to this task", { $0.recipe.balancesClasses = true }),
        ("R-Drop does not apply to this task", { $0.recipe.consistency = 1 }),
        ("word augmentation does not apply to this task", { $0.recipe.wordDropout = 0.1 }),
        (
            "a conditional random field and label smoothing exclude each other",
            { ($0.recipe.usesConditionalRandomField, $0.recipe.labelSmoothing) = (true, 0.1) }
        ),
        (
            "a window stride does not apply to this task",
            { ($0.recipe.task, $0.recipe.windowStride) = (.singleLabel, 3) }
        ),
        ("the stride 40 is not below the window", { ($0.recipe.maximumLength, $0.recipe.windowStride) = (20, 40) }),
    ]

    @Test("invalid settings are rejected", arguments: refusals)
    func refuses(problem: String, change: @Sendable (inout FineTuning) -> Void) throws {
        var training = try training()
        change(&training)
        let error = #expect(throws: FledgeError.self) { try training.run(cache: cache) }
        #expect(error?.problem == problem)
        #expect(!FileManager.default.fileExists(atPath: training.output))
    }

    @Test("an unknown type in the validation file is reported with its line") func unknownType() throws {
        var training = try training()
        training.validation = LabelledFile(path: try directory.write("other.conll", "the O\n\nsoup B-DISH\n"))
        let error = #expect(throws: FledgeError.self) { try training.run(cache: cache) }
        #expect(error?.place?.hasSuffix("other.conll:3") == true)
        #expect(error?.problem == "the model does not know the entity type \"DISH\"")
    }

    @Test("data without entities are rejected") func noEntities() throws {
        var training = try training()
        training.training = LabelledFile(path: try directory.write("none.conll", "the O\nsoup O\n"))
        let error = #expect(throws: FledgeError.self) { try training.run(cache: cache) }
        #expect(error?.problem == "no text has an entity")
    }
}
