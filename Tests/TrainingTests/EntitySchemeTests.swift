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

/// Tag schemes and words without tokens, from training to predictions.
@Suite struct EntitySchemeTests {
    private let directory: TemporaryDirectory
    private let cache: DatasetCache

    init() throws {
        directory = try TemporaryDirectory()
        cache = try DatasetCache(path: "\(directory.path)/cache.sqlite")
    }

    private func training(_ content: String, _ change: (inout TrainingRecipe) -> Void) throws -> FineTuning {
        let data = LabelledFile(path: try directory.write("train.conll", content))
        var training = FineTuning(
            model: try TinyModel().write(in: directory), training: data, validation: data,
            output: "\(directory.path)/entities")
        training.recipe.task = .entities
        training.recipe.epochs = 12
        training.recipe.batchSize = 8
        training.recipe.learningRate = 3e-3
        training.recipe.precision = .fp32
        change(&training.recipe)
        return training
    }

    private static let sentences = String(
        repeating: "the O\nfilm B-THING\nroom I-THING\nwas O\ngood O\n\nthe O\nsoup B-FOOD\ncook B-FOOD\n\n", count: 16)

    @Test("a model keeps the scheme that it was trained with", arguments: TagScheme.allCases)
    func keepsScheme(scheme: TagScheme) throws {
        let training = try training(Self.sentences) { $0.tagScheme = scheme }
        let summary = try training.run(cache: cache)
        let file = URL(filePath: "\(training.output)/config.json")
        let configuration = try JSONDecoder().decode([String: JSONValue].self, from: Data(contentsOf: file))
        #expect(configuration["fledge"]?["tag_scheme"]?.stringValue == scheme.rawValue)
        let evaluation = try EntityEvaluation(
            PretrainedModel(
                directory: training.output, head: .tokenClassification, options: LoadingOptions(precision: .fp32)),
            data: training.training)
        #expect(evaluation.scheme == scheme)
        #expect(evaluation.judgement["strict_micro_f1"] == summary.validation?["strict_micro_f1"])
        #expect(evaluation.judgement["strict_micro_f1"] ?? 0 > 0.9)
        let found = try TokenClassifier(directory: training.output, options: LoadingOptions(precision: .fp32)).predict([
            "the soup cook film room"
        ])[0]
        #expect(EntityReading.misplacedCount(in: found.tags, scheme: scheme) == 0)

        // Earlier versions stored the scheme only in the record of the run.
        var earlier = configuration
        earlier["fledge"] = nil
        try JSONEncoder().encode(earlier).write(to: file)
        let again = try EntityEvaluation(
            PretrainedModel(
                directory: training.output, head: .tokenClassification, options: LoadingOptions(precision: .fp32)),
            data: training.training)
        #expect(again.judgement["strict_micro_f1"] == summary.validation?["strict_micro_f1"])
    }

    @Test(
        "words without tokens belong to no entity",
        arguments: ["\u{200B}", "\u{200D}", "\u{FE0F}", "\u{AD}", "\u{2060}", "\u{FEFF}"], [false, true])
    func invisibleWords(word: String, hasField: Bool) throws {
        let around =
            "the O\n\(word) O\nsoup B-FOOD\n\(word) O\ncook B-FOOD\n\(word) O\n\nthe O\nfilm B-THING\nroom I-THING\n\(word) O\n\n"
        let training = try training(String(repeating: around, count: 12)) {
            $0.usesConditionalRandomField = hasField
            $0.epochs = 6
        }
        _ = try training.run(cache: cache)
        let evaluation = try EntityEvaluation(
            PretrainedModel(
                directory: training.output, head: .tokenClassification, options: LoadingOptions(precision: .fp32)),
            data: training.training)
        var count = 0
        for (text, tags) in zip(evaluation.texts.texts, evaluation.tags) {
            for (index, tag) in tags.enumerated() where text.word(index) == word {
                #expect(tag == .outside)
                count += 1
            }
        }
        #expect(count == 48)
        #expect(evaluation.judgement.loss.isFinite)
    }

    @Test(
        "an entity may contain words without tokens, but not consist of them alone", arguments: TagScheme.allCases)
    func invisibleWordsWithin(scheme: TagScheme) throws {
        let content =
            "the O\nfilm B-THING\n\u{200D} I-THING\nroom I-THING\n\u{200D} I-THING\nwas O\n\u{200B} B-FOOD\n\n"
        let training = try training(String(repeating: content, count: 24)) { $0.tagScheme = scheme }
        _ = try training.run(cache: cache)
        let evaluation = try EntityEvaluation(
            PretrainedModel(
                directory: training.output, head: .tokenClassification, options: LoadingOptions(precision: .fp32)),
            data: training.training)
        let spans = evaluation.tags.map { EntityReading.strict(scheme).spans(of: $0) }
        #expect(spans.allSatisfy { $0 == [EntitySpan(words: 1..<4, type: "THING")] })
        let classifier = try TokenClassifier(directory: training.output, options: LoadingOptions(precision: .fp32))
        let text = evaluation.texts.texts[0]
        let entities = try classifier.predict([text.text], words: [text.words])[0].entities
        #expect(entities.map(\.text) == ["film \u{200D} room"])
        #expect(entities.allSatisfy { $0.score > 0.25 && $0.score <= 1 })
    }
}
