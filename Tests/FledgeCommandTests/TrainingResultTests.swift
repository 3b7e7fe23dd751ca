import Foundation
import TestSupport
import Testing

/// The output and the messages of `fledge train`.
@Suite struct TrainingResultTests {
    /// The files of a fine-tuned model.
    static let fileNames = [
        "README.md", "config.json", "fledge_tokenizer_probes.json", "model.safetensors", "report.html",
        "report.json", "special_tokens_map.json", "tokenizer.json", "tokenizer_config.json", "training.json",
        "vocab.txt",
    ]

    /// Settings with which the tiny model memorizes the tiny reviews.
    static let thorough = ["--epochs", "20", "--batch-size", "8", "--learning-rate", "3e-3"]

    @Test func learnsAndWritesACompleteDirectory() throws {
        let workspace = try Workspace()
        let data = try workspace.writeRows()
        let output = workspace.path("output")
        let before = try workspace.snapshot()
        let outcome = try workspace.succeed(
            ["train", "--model", workspace.model, "--train", data, "--output", output] + Self.thorough)
        #expect(outcome.text.hasPrefix("wrote \(output) after 120 updates in 0:"))

        let after = try workspace.snapshot()
        let added = Set(after.keys).subtracting(before.keys)
        #expect(added == Set(Self.fileNames.map { "output/\($0)" } + ["output"]))
        for (name, content) in before { #expect(after[name] == content, "\(name) has changed") }

        let evaluation = try workspace.succeed(["evaluate", "--model", output, "--data", data, "--json"]).object()
        #expect(try #require(evaluation["accuracy"] as? Double) >= 0.9)
        let configuration = try Outcome.object(String(decoding: after["output/config.json"] ?? Data(), as: UTF8.self))
        #expect(configuration["id2label"] as? [String: String] == ["0": "negative", "1": "neutral", "2": "positive"])
        #expect(configuration["label2id"] as? [String: Int] == ["negative": 0, "neutral": 1, "positive": 2])
        #expect(configuration["architectures"] as? [String] == ["BertForSequenceClassification"])
        #expect(configuration["hidden_size"] as? Int == 32)
        let tensors = try SafetensorsBytes.tensors(path: "\(output)/model.safetensors")
        #expect(tensors["classifier.weight"]?.shape == [3, 32])
        #expect(tensors["bert.encoder.layer.1.output.dense.weight"]?.shape == [32, 64])
        let encoderNames = TinyModel().tensors.map { "bert.\($0.name)" }
        #expect(Set(tensors.keys) == Set(encoderNames + ["classifier.weight", "classifier.bias"]))
        let vocabulary = String(decoding: after["output/vocab.txt"] ?? Data(), as: UTF8.self)
        #expect(vocabulary == TinyModel.vocabulary.joined(separator: "\n") + "\n")
        for name in Self.fileNames where name.hasSuffix(".json") {
            #expect(throws: Never.self, "\(name) is not JSON") {
                try Outcome.object(String(decoding: after["output/\(name)"] ?? Data(), as: UTF8.self))
            }
        }
    }

    @Test(
        arguments: [
            ("---\nlanguage: en\nlicense: mit\n---\n# Base\n", ["license: mit"]), ("# Base\nlicense: mit\n", []),
            (nil, []),
        ] as [(String?, [String])])
    func cardNamesOriginAndLicence(baseCard: String?, licence: [String]) throws {
        var model = TinyModel()
        model.card = baseCard
        model.configuration["_name_or_path"] = #""house/tiny-bert""#
        let workspace = try Workspace(model: model)
        try workspace.writeRows()
        try workspace.writeRows("validation.tsv", 12, offset: 48)
        _ = try workspace.succeed([
            "train", "--model", "model", "--train", "train.tsv", "--validation", "validation.tsv", "--output", "output",
            "--max-steps", "2",
        ])
        let card = try String(contentsOfFile: workspace.path("output/README.md"), encoding: .utf8)
        let lines = card.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines.first == "---")
        let frontMatter = Array(lines.dropFirst().prefix { $0 != "---" })
        #expect(
            frontMatter == licence + [
                "base_model: model", "library_name: transformers", "pipeline_tag: text-classification",
                "tags:",
                "- text-classification", "- fledge",
            ])
        #expect(lines.contains("| training | train.tsv | 48 | 0 |"))
        #expect(lines.contains("| validation | validation.tsv | 12 | 0 |"))
        #expect(lines.contains { $0.hasPrefix("On the validation data, after epoch 1, whose weights are saved here:") })
    }

    @Test func talksAboutWhatItDoesAndReadsTheCacheTheSecondTime() throws {
        let workspace = try Workspace()
        try workspace.writeRows()
        try workspace.writeRows("validation.tsv", 12, offset: 48)
        let arguments = [
            "train", "--model", "model", "--train", "train.tsv", "--validation", "validation.tsv", "--output", "output",
            "--epochs", "2", "--overwrite",
        ]
        let first = try workspace.succeed(arguments).errors
        let expected = """
            training: 48 rows of train.tsv, read, encoded and cached
            train.tsv: TSV, text from `text`, label from `label` (3 classes)
            validation: 12 rows of validation.tsv, read, encoded and cached
            validation.tsv: TSV, text from `text`, label from `label` (3 classes)
            labels: negative (16), neutral (16), positive (16)
            length limit: 64 tokens (max_position_embeddings of config.json)
            training all layers: 21955 of 21955 parameters; 2 epochs, learning rate 0.0002
            new: classifier.weight, classifier.bias
            epoch 1: training loss
            """
        #expect(first.hasPrefix(expected), "\(first)")
        #expect(first.contains("epoch 2: training loss "))
        let second = try workspace.succeed(arguments).errors
        let cached = expected.replacingOccurrences(of: "read, encoded and cached", with: "from the cache")
        #expect(second.hasPrefix(cached), "\(second)")
        #expect(try workspace.succeed(arguments + ["--quiet"]).errors == "")
        // A changed file is read again.
        try workspace.writeRows("train.tsv", 51)
        let third = try workspace.succeed(arguments).errors
        #expect(third.hasPrefix("fledge: warning: validation.tsv:2: 3 texts occur in train.tsv as well"))
        #expect(third.contains("\ntraining: 51 rows of train.tsv, read, encoded and cached\n"))
        #expect(third.contains("\nvalidation: 12 rows of "))
    }

    @Test func theSeedDecidesEverything() throws {
        let workspace = try Workspace()
        try workspace.writeRows()
        try workspace.writeRows("validation.tsv", 12, offset: 48)
        func weights(_ name: String, seed: Int, _ more: String...) throws -> Data {
            _ = try workspace.succeed(
                ["train", "--model", "model", "--train", "train.tsv", "--output", name, "--seed", "\(seed)"] + more)
            return try Data(contentsOf: URL(fileURLWithPath: workspace.path("\(name)/model.safetensors")))
        }
        let first = try weights("first", seed: 5)
        #expect(try weights("second", seed: 5) == first)
        #expect(try weights("other", seed: 6) != first)
        // Validation changes only the output layer, whose scores are calibrated: 32 weights and a bias for each of 3
        // labels.
        let step = try weights("step", seed: 5, "--epochs", "1")
        let validated = try weights("validated", seed: 5, "--epochs", "1", "--validation", "validation.tsv")
        #expect(validated.count == step.count)
        #expect((1...33 * 3 * 4).contains(zip(validated, step).count { $0 != $1 }))
    }

    @Test func resultsAsJSON() throws {
        let workspace = try Workspace()
        try workspace.writeRows()
        try workspace.writeRows("validation.tsv", 12, offset: 48)
        let result = try workspace.succeed([
            "train", "--model", "model", "--train", "train.tsv", "--validation", "validation.tsv", "--output", "output",
            "--epochs", "2", "--batch-size", "10", "--json",
        ]).object()
        #expect(
            Set(result.keys) == [
                "output", "steps", "seconds", "examples_per_second", "tokens_per_second", "peak_resident_bytes",
                "ending", "training_loss", "best_epoch", "validation",
            ])
        #expect(result["output"] as? String == "output")
        #expect(result["steps"] as? Int == 10)
        #expect(result["ending"] as? String == "complete")
        let measures = try #require(result["validation"] as? [String: Double])
        #expect(measures["accuracy"] != nil && measures["macro_f1"] != nil && measures["loss"] != nil)
        for key in ["seconds", "examples_per_second", "tokens_per_second", "training_loss"] {
            #expect(try #require(result[key] as? Double) > 0, "\(key)")
        }
        #expect(try #require(result["peak_resident_bytes"] as? Int) > 1_000_000)
        let (examples, tokens) = try (
            #require(result["examples_per_second"] as? Double), #require(result["tokens_per_second"] as? Double)
        )
        #expect(tokens > 5 * examples && tokens < 30 * examples)

        let withoutValidation = try workspace.succeed([
            "train", "--model", "model", "--train", "train.tsv", "--output", "other", "--max-steps", "1", "--json",
        ]).object()
        #expect(withoutValidation["steps"] as? Int == 1)
        #expect(withoutValidation["validation"] == nil)
    }
}
