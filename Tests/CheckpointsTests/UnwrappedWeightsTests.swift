import Checkpoints
import Foundation
import InputOutput
import TestSupport
import Testing

/// Weights that were saved as part of an outer module.
@Suite struct UnwrappedWeightsTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func weights(_ names: [String]) throws -> any WeightsSource {
        let tensors = names.enumerated().map { SafetensorsBytes.Tensor($1, [1], [Float($0)]) }
        try directory.write("model.safetensors", SafetensorsBytes.file(tensors))
        return try Checkpoint.weights(directory: directory.path)
    }

    private static let encoder = ["embeddings.word_embeddings.weight", "encoder.layer.0.attention.self.query.weight"]

    @Test(arguments: [
        ("module.bert.", "module."), ("_orig_mod.bert.", "_orig_mod."),
        ("_orig_mod.module.bert.", "_orig_mod.module."), ("module._orig_mod.bert.", "module._orig_mod."),
        ("0.auto_model.bert.", "0.auto_model."), ("auto_model.", "auto_model."), ("bert_model.bert.", "bert_model."),
        ("classifier_net.backbone.bert.", "classifier_net.backbone."), ("base_model.model.bert.", "base_model.model."),
        ("model.bert._orig_mod.", "model."), ("encoder.", ""), ("text_encoder.", "text_encoder."),
    ])
    func `the prefix is left out in front of the encoder and of its head`(encoder: String, head: String) throws {
        let weights = try weights(Self.encoder.map { encoder + $0 } + [head + "classifier.weight"])
        let names = weights.allTensors.map { BERTTensorNames.canonical($0.name) }
        #expect(names == Self.encoder + ["classifier.weight"])
        #expect(weights.wrapper == encoder)
        #expect(
            weights.allTensors.map(\.storedName) == Self.encoder.map { encoder + $0 } + [head + "classifier.weight"])
        // Each name refers to the correct elements.
        for (index, tensor) in weights.allTensors.enumerated() {
            var value: Float = -1
            try withUnsafeMutablePointer(to: &value) {
                try weights.read(tensor.name, into: UnsafeMutableBufferPointer(start: $0, count: 1))
            }
            #expect(value == Float(index))
            #expect(weights.tensor(named: tensor.name) == tensor)
        }
    }

    @Test(arguments: [
        ["embeddings.word_embeddings.weight", "module.classifier.weight"],
        ["bert.embeddings.word_embeddings.weight", "bert.module.weight"],
        ["model.bert.embeddings.word_embeddings.weight", "module.classifier.weight"],
        ["roberta.embeddings.word_embeddings.weight", "roberta.encoder.layer.0.output.dense.bias"],
        ["module.roberta.embeddings.word_embeddings.weight", "module.classifier.weight"],
        ["query.embeddings.word_embeddings.weight", "passage.embeddings.word_embeddings.weight"],
        ["module.embeddings.position_embeddings.weight", "module.classifier.weight"],
        ["myembeddings.word_embeddings.weight", "my.classifier.weight"],
    ])
    func `other names stay as they are`(names: [String]) throws {
        let weights = try weights(names)
        #expect(weights.wrapper == nil)
        #expect(weights.allTensors.map(\.name) == names)
    }

    @Test func `two tensors do not get one name`() throws {
        let names = ["module.embeddings.word_embeddings.weight", "module.classifier.weight", "classifier.weight"]
        #expect(
            try weights(names).allTensors.map(\.name)
                == ["embeddings.word_embeddings.weight", "module.classifier.weight", "classifier.weight"])
    }

    private func report(_ names: [String]) throws -> LoadReport {
        let wanted = (Self.encoder + ["pooler.dense.weight"]).map { (name: $0, shape: [1]) }
        return try LoadReport.match(source: weights(names), wanted: wanted) { _ in false }.report
    }

    @Test func `the prefix is shown where the rest does not fit`() throws {
        let report = try report(Self.encoder.map { "module.\($0)" })
        #expect(report.description.hasSuffix("\nprefix left out         module."))
        let error = #expect(throws: FledgeError.self) { try report.requireComplete(path: "FILE") }
        #expect(
            error?.found == """
                no pooler.dense.weight [1]
                            names without the prefix module., which the checkpoint has before them
                """)
    }

    @Test(arguments: [
        (
            ["query.", "passage."],
            "the weights hold several encoders, under query., passage.: keep the tensors of one of them"
        ),
        (
            ["roberta."],
            "the names begin with roberta., which is another family of encoders; model_type in config.json should say so"
        ),
    ])
    func `a prefix that is the cause is named`(prefixes: [String], advice: String) throws {
        let report = try report(prefixes.flatMap { prefix in Self.encoder.map { prefix + $0 } })
        let error = #expect(throws: FledgeError.self) { try report.requireComplete(path: "FILE") }
        #expect(error?.advice == advice)
    }
}
