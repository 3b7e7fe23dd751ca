import Checkpoints
import Encoders
import Foundation
import InputOutput
import TaskHeads
import TensorKernels
import TestSupport
import Testing

struct MaskedLanguageModelTests {
    private static let directory = Fixtures.path("Encoder/bert-masked-language-model")
    private let recorded: RecordedTensors
    private let model: MaskedLanguageModel
    private let batch: TokenBatch
    private let targets: [MaskedLanguageModel.Target]

    init() throws {
        recorded = try RecordedTensors(fixture: "Encoder/bert-masked-language-model/golden.safetensors")
        model = try MaskedLanguageModel(directory: Self.directory)
        batch = try TokenBatch(recorded.sequences())
        targets = try zip(recorded.integers("target_tokens"), recorded.integers("target_ids")).map {
            MaskedLanguageModel.Target(token: Int($0), id: Int($1))
        }
    }

    private var weight: Double { 1 / Double(targets.count) }

    /// The mean loss and its gradients with respect to the trained parameters.
    private func gradients(
        _ targets: [MaskedLanguageModel.Target], isTrainable: (String) -> Bool = { _ in true }
    ) -> (loss: Double, gradients: [String: [Float]]) {
        let store = GradientStore(layout: model.parameters.layout) { isTrainable($0.name) }
        let context = PassContext(parameters: model.parameters, gradients: store, arena: Arena(), team: .shared)
        return (model.addGradients(batch, targets: targets, weight: weight, context), store.byName)
    }

    private func recordedName(_ name: String) -> String {
        BERTTensorNames.checkpointName(ofCanonical: name, forArchitecture: "BertForMaskedLM")
    }

    @Test func `every tensor of the checkpoint is loaded`() {
        #expect(model.report.loaded.count == model.parameters.layout.entries.count)
        #expect(model.report.loaded.contains("cls.predictions.bias"))
        #expect(model.report.knownUnused.isEmpty)
        #expect(model.report.newlyInitialised.isEmpty)
    }

    @Test func `logits and loss are those of the reference`() throws {
        let context = PassContext(parameters: model.parameters, arena: Arena(), team: .shared)
        let logits = model.logits(batch, context)
        #expect(logits.columns == model.encoder.configuration.vocabularySize)
        #expect(try largestDifference(logits.elements, recorded.floats("logits")) <= 2e-5)
        #expect(try abs(gradients(targets).loss - Double(recorded.floats("loss")[0])) <= 2e-5)
    }

    @Test func `every gradient is that of the reference, that of the tied weights included`() throws {
        try expectGradients(gradients(targets).gradients, recorded, recordedName: recordedName)
    }

    @Test func `the head may be trained alone, and the tied weights through it`() {
        let all = gradients(targets).gradients
        let head = gradients(targets) { $0.hasPrefix("cls.") }.gradients
        #expect(head.count == 5)
        for (name, gradient) in head { #expect(largestDifference(gradient, all[name] ?? []) <= 1e-6, "\(name)") }
        let word = "embeddings.word_embeddings.weight"
        let tied = gradients(targets) { $0 == word }.gradients
        #expect(Array(tied.keys) == [word])
        #expect(largestDifference(tied[word] ?? [], all[word] ?? []) <= 1e-6)
    }

    @Test func `gradients of targets add up, also of two for one token`() {
        let (first, second) = (Array(targets.prefix(3)), Array(targets.dropFirst(2)))
        let (once, parts) = (gradients(first + second), [gradients(first), gradients(second)])
        #expect(abs(once.loss - parts[0].loss - parts[1].loss) <= 1e-6)
        for (name, gradient) in once.gradients {
            let sum = zip(parts[0].gradients[name] ?? [], parts[1].gradients[name] ?? []).map { $0 + $1 }
            #expect(largestDifference(gradient, sum) <= 2e-5, "\(name)")
        }
        let nothing = gradients([])
        #expect(nothing.loss == 0)
        #expect(nothing.gradients.values.allSatisfy { $0.allSatisfy { $0 == 0 } })
    }

    @Test func `a checkpoint of pre-training has the head too`() throws {
        let report = try MaskedLanguageModel(directory: Fixtures.path("Encoder/bert-old-names")).report
        #expect(
            Set(report.knownUnused) == [
                "embeddings.position_ids", "pooler.dense.bias", "pooler.dense.weight", "cls.predictions.decoder.bias",
                "cls.predictions.decoder.weight", "cls.seq_relationship.bias", "cls.seq_relationship.weight",
            ])
    }

    @Test func `a checkpoint without the head is an error`() {
        let directory = Fixtures.path("Encoder/bert-2-layers")
        let error = #expect(throws: FledgeError.self) { try MaskedLanguageModel(directory: directory) }
        #expect(
            error?.description.hasPrefix(
                "\(directory)/model.safetensors: the weights do not fit the model: 5 missing") == true)
    }

    @Test(arguments: [
        ("electra", "model_type: this family's head for masks is not supported\n  expected: bert\n  found:    electra")
    ])
    func `other families are an error`(fixture: String, message: String) {
        let directory = Fixtures.path("Encoder/\(fixture)")
        let error = #expect(throws: FledgeError.self) { try MaskedLanguageModel(directory: directory) }
        #expect(error?.description == "\(directory)/config.json: \(message)")
    }

    @Test func `a decoder with weights of its own is an error`() throws {
        let copy = try TemporaryDirectory()
        var configuration = try ModelConfiguration(directory: Self.directory)
        configuration.values["tie_word_embeddings"] = .bool(false)
        try configuration.write(to: "\(copy.path)/config.json")
        let error = #expect(throws: FledgeError.self) { try MaskedLanguageModel(directory: copy.path) }
        #expect(
            error?.description == """
                \(copy.path)/config.json: tie_word_embeddings: a decoder with weights of its own is not supported
                  expected: true
                  found:    false
                """)
    }
}
