import Checkpoints
import Encoders
import Entities
import Foundation
import InputOutput
import TaskHeads
import TensorKernels
import TestSupport
import Testing

/// Heads of a checkpoint that the model built on it does not need.
@Suite struct KnownHeadTests {
    /// A task head of the transformers library for an encoder family.
    struct Head: Sendable, CustomTestStringConvertible {
        let fixture: String
        let architecture: String
        let tensors: [(name: String, shape: [Int])]
        var testDescription: String { architecture }

        init(_ fixture: String, _ architecture: String, _ tensors: (name: String, shape: [Int])...) {
            (self.fixture, self.architecture, self.tensors) = (fixture, architecture, tensors)
        }
    }

    private static let questions = ("qa_outputs.weight", [2, 32])
    private static let tokens = ("classifier.weight", [5, 32])
    private static let choice = ("classifier.weight", [1, 32])

    static let heads = [
        Head("bert-without-pooler", "BertForQuestionAnswering", questions, ("qa_outputs.bias", [2])),
        Head("bert-without-pooler", "BertForTokenClassification", tokens, ("classifier.bias", [5])),
        Head("bert-without-pooler", "BertForMultipleChoice", choice, ("pooler.dense.weight", [32, 32])),
        Head("bert-without-pooler", "BertForNextSentencePrediction", ("cls.seq_relationship.weight", [2, 32])),
        Head("bert-without-pooler", "BertLMHeadModel", ("cls.predictions.transform.dense.weight", [32, 32])),
        Head("distilbert", "DistilBertForQuestionAnswering", questions),
        Head("distilbert", "DistilBertForTokenClassification", tokens),
        Head("distilbert", "DistilBertForMultipleChoice", choice, ("pre_classifier.weight", [32, 32])),
        Head("electra", "ElectraForQuestionAnswering", questions),
        Head("electra", "ElectraForTokenClassification", tokens, ("classifier.bias", [5])),
        Head("electra", "ElectraForTokenClassification with a field", tokens, ("crf.transitions", [5, 5])),
        Head("electra", "ElectraForMultipleChoice", choice, ("sequence_summary.summary.weight", [32, 32])),
        Head("electra", "ElectraForCausalLM", ("generator_lm_head.bias", [48])),
        Head("mpnet", "MPNetForQuestionAnswering", questions),
        Head("mpnet", "MPNetForTokenClassification", tokens, ("classifier.bias", [5])),
        Head("mpnet", "MPNetForMultipleChoice", choice, ("pooler.dense.weight", [32, 32])),
        Head("mpnet", "MPNetForMaskedLM", ("lm_head.dense.weight", [32, 32])),
    ]

    /// The encoder of a fixture under another head.
    private func checkpoint(_ head: Head) throws -> TemporaryDirectory {
        let source = Fixtures.path("Encoder/\(head.fixture)")
        var configuration = try ModelConfiguration(directory: source)
        let family = try EncoderFamily(configuration)
        let copy = try TemporaryDirectory()
        var tensors = try SafetensorsBytes.tensors(path: "\(source)/model.safetensors").values
            .filter { !family.classificationHead.contains(parameter: family.tensorNames.canonical($0.name)) }
            .sorted { $0.name < $1.name }
        tensors += head.tensors.map { name, shape in
            SafetensorsBytes.Tensor(name, shape, Array(repeating: 0.5, count: shape.reduce(1, *)))
        }
        try copy.write("model.safetensors", SafetensorsBytes.file(tensors))
        let architecture = String(head.architecture.prefix { $0 != " " })
        configuration.values["architectures"] = .array([.string(architecture)])
        for key in ["id2label", "label2id", "num_labels"] { configuration.values[key] = nil }
        try configuration.write(to: "\(copy.path)/config.json")
        return copy
    }

    @Test(arguments: heads)
    func `the encoder is read without it`(head: Head) throws {
        let copy = try checkpoint(head)
        let encoder = try EncoderModel(ModelConfiguration(directory: copy.path), directory: copy.path)
        let names = encoder.encoder.configuration.family.tensorNames
        let original = Fixtures.path("Encoder/\(head.fixture)")
        let plain = try EncoderModel(ModelConfiguration(directory: original), directory: original)
        #expect(encoder.report.loaded == plain.report.loaded)
        #expect(Set(encoder.report.knownUnused).isSuperset(of: head.tensors.map { names.canonical($0.name) }))
        for index in encoder.parameters.layout.indices {
            #expect(Array(encoder.parameters.values(index)) == Array(plain.parameters.values(index)))
        }
    }

    @Test(arguments: heads)
    func `a classifier and a recognizer of entities can be trained on the encoder`(head: Head) throws {
        let copy = try checkpoint(head)
        var generator = SeededGenerator(1)
        let classifier = try SequenceClassificationModel(
            pretrained: copy.path, labels: ["a", "b", "c"], using: &generator)
        let names = classifier.encoder.configuration.family.classificationHead
        #expect(classifier.report.newlyInitialised.contains("\(names.outputName).weight"))
        let recognizer = try TokenClassificationModel(
            pretrained: copy.path, tags: .init(labels: ["O", "B-X", "I-X"]), using: &generator)
        #expect(recognizer.report.newlyInitialised.contains("classifier.weight"))
    }

    @Test func `a field is not left out where tags are read`() throws {
        var head = Head("electra", "ElectraForTokenClassification", ("classifier.weight", [3, 32]))
        head = Head(
            "electra", "ElectraForTokenClassification", head.tensors[0], ("classifier.bias", [3]),
            ("crf.transitions", [3, 3]))
        let copy = try checkpoint(head)
        var configuration = try ModelConfiguration(directory: copy.path)
        configuration.setLabels(["O", "B-X", "I-X"])
        try configuration.write(to: "\(copy.path)/config.json")
        let error = #expect(throws: FledgeError.self) { try TokenClassificationModel(ModelDirectory(copy.path)) }
        #expect(error?.found == "crf.transitions [3, 3], which the model does not have")
    }

    @Test func `a head for tokens is not completed by a random layer`() throws {
        let copy = try checkpoint(
            Head(
                "bert-without-pooler", "BertForSequenceClassification", ("classifier.weight", [2, 32]),
                ("classifier.bias", [2])))
        let error = #expect(throws: FledgeError.self) { try SequenceClassificationModel(ModelDirectory(copy.path)) }
        #expect(
            error?.description == """
                \(copy.path)/model.safetensors: the weights lack a layer of the head that classifies whole texts
                  expected: pooler.dense.weight, as BertForSequenceClassification has it
                  found:    a head for tokens, as BertForTokenClassification has it
                  try:      if the model labels tokens, write "architectures": ["BertForTokenClassification"] in \
                \(copy.path)/config.json
                """)
    }
}
