import Checkpoints
import Encoders
import Foundation
import InputOutput
import TaskHeads
import TensorKernels
import TestSupport
import Testing

/// The fate of the tensors in each family's checkpoints, with a task head and with pretraining heads.
struct FamilyLoadingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let fixture: String
        /// The classifier's parameters, as the model names them.
        let head: [String]
        /// The additional tensors of pretraining checkpoints, as they name them.
        let unused: [String]
        /// The prefix of the encoder's tensors.
        let prefix: String
        var testDescription: String { fixture }
    }

    static let dense = ["dense", "out_proj"].flatMap { ["classifier.\($0).weight", "classifier.\($0).bias"] }
    static let cases = [
        Case(
            fixture: "bert-relu",
            head: ["pooler.dense.weight", "pooler.dense.bias", "classifier.weight", "classifier.bias"],
            unused: ["bert.embeddings.position_ids", "bert.embeddings.token_type_ids", "cls.predictions.bias"],
            prefix: "bert."),
        Case(
            fixture: "distilbert",
            head: ["pre_classifier.weight", "pre_classifier.bias", "classifier.weight", "classifier.bias"],
            unused: [
                "distilbert.embeddings.position_ids", "vocab_transform.weight", "vocab_layer_norm.bias",
                "vocab_projector.bias",
            ], prefix: "distilbert."),
        Case(
            fixture: "electra", head: dense,
            unused: [
                "electra.embeddings.position_ids", "discriminator_predictions.dense.weight",
                "discriminator_predictions.dense_prediction.bias",
            ], prefix: "electra."),
        Case(
            fixture: "electra-projected", head: dense,
            unused: ["generator_predictions.LayerNorm.weight", "generator_lm_head.bias"], prefix: "electra."),
        Case(
            fixture: "mpnet", head: dense,
            unused: ["mpnet.embeddings.position_ids", "lm_head.bias", "mpnet.pooler.dense.weight"], prefix: "mpnet."),
    ]

    /// The checkpoint as it was before fine-tuning: without the head, and with tensors from pretraining.
    private func pretrained(_ example: Case, rename: (String) -> String = { $0 }) throws -> TemporaryDirectory {
        let source = Fixtures.path("Encoder/\(example.fixture)")
        let copy = try TemporaryDirectory()
        let names = try EncoderFamily(ModelConfiguration(directory: source)).tensorNames
        var tensors = try SafetensorsBytes.tensors(path: "\(source)/model.safetensors").values
            .filter { !example.head.contains(names.canonical($0.name)) }
            .map { SafetensorsBytes.Tensor(rename($0.name), $0.shape, $0.values) }
            .sorted { $0.name < $1.name }
        tensors += example.unused.map { SafetensorsBytes.Tensor($0, [1], [0]) }
        try copy.write("model.safetensors", SafetensorsBytes.file(tensors))
        var configuration = try ModelConfiguration(directory: source)
        configuration.values["architectures"] = nil
        configuration.setLabels(["LABEL_0", "LABEL_1"])
        try configuration.write(to: "\(copy.path)/config.json")
        return copy
    }

    @Test(arguments: cases)
    func `a classifier is loaded whole, and its encoder alone too`(example: Case) throws {
        let directory = Fixtures.path("Encoder/\(example.fixture)")
        let classifier = try SequenceClassificationModel(ModelDirectory(directory))
        #expect(classifier.report.loaded == classifier.parameters.layout.entries.map(\.name))
        #expect(classifier.report.loaded.suffix(4) == example.head[...])
        #expect(classifier.report.knownUnused.isEmpty)
        let encoder = try EncoderModel(ModelConfiguration(directory: directory), directory: directory)
        #expect(encoder.report.loaded == classifier.report.loaded.dropLast(4))
        #expect(Set(encoder.report.knownUnused) == Set(example.head))
    }

    @Test(arguments: cases)
    func `heads of pre-training are left out and a new head is initialised`(example: Case) throws {
        let copy = try pretrained(example)
        var generator = SeededGenerator(1)
        let model = try SequenceClassificationModel(
            pretrained: copy.path, labels: ["a", "b"], using: &generator)
        #expect(Set(model.report.newlyInitialised) == Set(example.head))
        let names = model.encoder.configuration.family.tensorNames
        #expect(Set(model.report.knownUnused) == Set(example.unused.map(names.canonical)))
        for name in example.head {
            #expect(model.values(name).allSatisfy { ($0 == 0) == name.hasSuffix("bias") }, "\(name)")
        }
    }

    @Test(arguments: cases)
    func `prefixes may be absent or repeated`(example: Case) throws {
        let whole = try EncoderModel(fixture: example.fixture)
        for prefix in ["", "model.\(example.prefix)", example.prefix + example.prefix] {
            let copy = try pretrained(example) { name in
                name.hasPrefix(example.prefix) ? prefix + name.dropFirst(example.prefix.count) : name
            }
            let model = try EncoderModel(ModelConfiguration(directory: copy.path), directory: copy.path)
            #expect(model.report.loaded == whole.report.loaded)
            for index in model.parameters.layout.indices {
                #expect(Array(model.parameters.values(index)) == Array(whole.parameters.values(index)))
            }
        }
    }

    @Test(arguments: cases)
    func `a tensor that the family does not have is an error`(example: Case) throws {
        let copy = try pretrained(
            Case(
                fixture: example.fixture, head: example.head, unused: example.unused + ["surplus.weight"],
                prefix: example.prefix))
        let error = #expect(throws: FledgeError.self) {
            try EncoderModel(ModelConfiguration(directory: copy.path), directory: copy.path)
        }
        #expect(error?.problem == "the weights do not fit the model: 1 unexpected")
        #expect(error?.found == "surplus.weight [1], which the model does not have")
        let allowed = try EncoderModel(
            ModelConfiguration(directory: copy.path), directory: copy.path,
            allowance: LoadAllowance(unexpected: ["surplus.*"]))
        #expect(allowed.report.knownUnused.contains("surplus.weight"))
    }

    @Test(arguments: cases)
    func `the architecture follows from the configuration, or from the heads`(example: Case) throws {
        let directory = Fixtures.path("Encoder/\(example.fixture)")
        let family = try EncoderFamily(ModelConfiguration(directory: directory))
        func architecture(_ directory: String, _ name: String? = nil) throws -> String {
            var configuration = try ModelConfiguration(directory: directory)
            configuration.values["architectures"] = name.map { .array([.string($0)]) }
            return family.architecture(of: configuration, weights: try Checkpoint.weights(directory: directory))
        }
        #expect(try architecture(directory, "XModel") == "XModel")
        #expect(try architecture(directory) == "\(family.architecturePrefix)ForSequenceClassification")
        let task = example.fixture == "electra" ? "PreTraining" : "MaskedLM"
        let withHeads = try pretrained(example)
        #expect(try architecture(withHeads.path) == "\(family.architecturePrefix)For\(task)")
        let bare = try pretrained(
            Case(fixture: example.fixture, head: example.head, unused: [], prefix: example.prefix))
        #expect(try architecture(bare.path) == "\(family.architecturePrefix)Model")
    }

    @Test func `a classifier of an unknown kind is an error`() throws {
        let kind = "ranking"
        let copy = try TemporaryDirectory()
        var configuration = try ModelConfiguration(directory: Fixtures.path("Encoder/mpnet"))
        configuration.values["problem_type"] = .string(kind)
        try configuration.write(to: "\(copy.path)/config.json")
        let error = #expect(throws: FledgeError.self) { try SequenceClassificationModel(ModelDirectory(copy.path)) }
        #expect(
            error?.description == """
                \(copy.path)/config.json: problem_type: this kind of classifier is not supported
                  expected: multi_label_classification, regression, single_label_classification
                  found:    \(kind)
                """)
    }
}

extension EncoderModel {
    /// The encoder in a directory of Tests/Fixtures/Encoder.
    fileprivate init(fixture name: String) throws {
        let directory = Fixtures.path("Encoder/\(name)")
        try self.init(ModelConfiguration(directory: directory), directory: directory)
    }
}
