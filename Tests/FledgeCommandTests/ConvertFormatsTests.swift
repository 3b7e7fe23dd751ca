import Foundation
import TestSupport
import Testing

/// `fledge convert` of sharded weights and of TensorFlow checkpoints.
@Suite struct ConvertFormatsTests {
    /// Several files give the same tensors as a single one.
    @Test func joinsShards() throws {
        let model = TinyModel()
        let workspace = try Workspace(model: model)
        let half = model.tensors.count / 2
        let parts = [model.tensors[..<half], model.tensors[half...]].map(Array.init)
        var places: [String: String] = [:]
        for (number, part) in parts.enumerated() {
            let file = "model-\(number + 1)-of-2.safetensors"
            try workspace.directory.write("model/\(file)", SafetensorsBytes.file(part))
            for tensor in part { places[tensor.name] = file }
        }
        try _ = workspace.succeed(["convert", "model", "whole"])
        try FileManager.default.removeItem(atPath: workspace.path("model/model.safetensors"))
        let index = try JSONSerialization.data(withJSONObject: ["weight_map": places])
        try workspace.directory.write("model/model.safetensors.index.json", index)
        let outcome = try workspace.succeed(["convert", "model", "joined"])
        #expect(outcome.text.hasSuffix(", from safetensors, 2 files\n"))
        let files = try ["whole", "joined"].map { name in
            try SafetensorsContent(path: workspace.path("\(name)/model.safetensors"))
        }
        #expect(files[0] == files[1])
        #expect(files[0].names == model.tensors.map(\.name))
        #expect(!FileManager.default.fileExists(atPath: workspace.path("joined/model.safetensors.index.json")))
    }

    /// The settings of the recorded checkpoints; the names of the tensors follow from their contents.
    private static let settings = """
        "vocab_size": 11, "hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 12,
        "max_position_embeddings": 10
        """

    @Test(
        arguments: [
            ("bert", "bert_config.json", "{\(settings)}", "BertForPreTraining"),
            ("snappy", "bert_config.json", "{\(settings)}", "BertForPreTraining"),
            ("shards", "bert_config.json", "{\(settings)}", "BertForPreTraining"),
            ("classifier", "bert_config.json", "{\(settings)}", "BertForSequenceClassification"),
            (
                "electra", "config.json", "{\"model_type\": \"electra\", \"embedding_size\": 6, \(settings)}",
                "ElectraForPreTraining"
            ),
        ])
    func readsTensorFlow(_ name: String, configurationFile: String, settings: String, architecture: String) throws {
        let workspace = try Workspace(model: nil)
        let folder = Fixtures.path("Checkpoints/TensorFlow/\(name)")
        for file in try FileManager.default.contentsOfDirectory(atPath: folder) where file.contains(".ckpt") {
            let content = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)"))
            try workspace.directory.write("in/\(file)", content)
        }
        try workspace.directory.write("in/\(configurationFile)", settings)
        try workspace.directory.write("in/vocab.txt", TinyModel.vocabulary.prefix(11).joined(separator: "\n") + "\n")
        let outcome = try workspace.succeed(["convert", "in", "out"])
        #expect(outcome.text.hasSuffix(", from TensorFlow checkpoint\n"))
        let recorded = ["snappy", "shards"].contains(name) ? "bert" : name
        let expected = try SafetensorsContent(
            path: Fixtures.path("Checkpoints/TensorFlow/\(recorded)/expected.safetensors"))
        let converted = try SafetensorsContent(path: workspace.path("out/model.safetensors"))
        #expect(converted.tensors == expected.tensors)
        let written = try String(contentsOfFile: workspace.path("out/config.json"), encoding: .utf8)
        let values = try Outcome.object(written)
        #expect(values["architectures"] as? [String] == [architecture])
        #expect(values["hidden_size"] as? Int == 8)
    }
}
