import Foundation
import TestSupport
import Testing

/// Adapters and their base model in several locations.
@Suite struct AdapterCommandTests {
    private let workspace: Workspace
    private let expected: [String]

    init() throws {
        workspace = try Workspace(model: nil)
        _ = try TinyModel().write(in: workspace.directory, as: "one/base")
        try workspace.writeRows("one/train.tsv")
        _ = try workspace.succeed([
            "train", "--lora", "--model", "one/base", "--train", "one/train.tsv", "--output", "one/adapters",
            "--max-steps", "3", "--no-record",
        ])
        expected = try workspace.succeed(Self.label("one/adapters"), input: "the film was good\n").lines
        #expect(expected.count == 1)
    }

    private static func label(_ model: String) -> [String] { ["label", "--model", model, "--logits"] }

    private func move(_ source: String, to target: String) throws {
        let path = workspace.path(target)
        try FileManager.default.createDirectory(
            atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: workspace.path(source), toPath: path)
    }

    private func labels(_ environment: [String: String] = [:], model: String) throws -> [String] {
        let outcome = try workspace.run(Self.label(model), input: "the film was good\n", environment: environment)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.lines
    }

    @Test func canBeMovedWithTheirBase() throws {
        try move("one", to: "deeply/below/two")
        #expect(try labels(model: "deeply/below/two/adapters") == expected)
    }

    @Test func canBeMovedAlone() throws {
        try move("one/adapters", to: "elsewhere/adapters")
        #expect(try labels(model: "elsewhere/adapters") == expected)
    }

    @Test func takeTheTokenizerOfTheirBase() throws {
        for name in ["tokenizer.json", "vocab.txt", "tokenizer_config.json", "special_tokens_map.json"] {
            try FileManager.default.removeItem(atPath: workspace.path("one/adapters/\(name)"))
        }
        #expect(try labels(model: "one/adapters") == expected)
    }

    @Test(arguments: [nil, "v1"])
    func findTheirBaseInTheCacheOfTheHub(revision: String?) throws {
        let commit = String(repeating: "c0ffee12", count: 5)
        try move("one/base", to: "cache/models--someone--tiny/snapshots/\(commit)")
        try workspace.directory.write("cache/models--someone--tiny/refs/\(revision ?? "main")", commit)
        let path = workspace.path("one/adapters/adapter_config.json")
        var settings = try Outcome.object(String(contentsOfFile: path, encoding: .utf8))
        settings["base_model_name_or_path"] = "someone/tiny"
        settings["revision"] = revision ?? NSNull()
        try workspace.directory.write(
            "one/adapters/adapter_config.json", JSONSerialization.data(withJSONObject: settings))
        #expect(
            try labels(["HF_HUB_CACHE": workspace.path("cache"), "HF_HUB_OFFLINE": "1"], model: "one/adapters")
                == expected)
        let missing = try workspace.run(
            Self.label("one/adapters"), input: "good\n", environment: ["HF_HUB_CACHE": workspace.path("none")])
        #expect(missing.status == 66)
        #expect(missing.errors.contains("base_model_name_or_path: the model that the adapters belong to is not here"))
    }

    @Test func nameTheirBaseAsTheHubDoes() throws {
        let commit = String(repeating: "c0ffee12", count: 5)
        try move("one/base", to: "cache/models--someone--tiny/snapshots/\(commit)")
        try workspace.directory.write("cache/models--someone--tiny/refs/main", commit)
        let environment = ["HF_HUB_CACHE": workspace.path("cache"), "HF_HUB_OFFLINE": "1"]
        let outcome = try workspace.run(
            [
                "train", "--lora", "--model", "someone/tiny", "--train", "one/train.tsv", "--output", "adapters",
                "--max-steps", "3", "--no-record",
            ], environment: environment)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let settings = try Outcome.object(
            String(contentsOfFile: workspace.path("adapters/adapter_config.json"), encoding: .utf8))
        #expect(settings["base_model_name_or_path"] as? String == "someone/tiny")
        #expect(settings["revision"] as? String == commit)
        try move("cache", to: "other/cache")
        #expect(
            try labels(["HF_HUB_CACHE": workspace.path("other/cache"), "HF_HUB_OFFLINE": "1"], model: "adapters")
                == expected)
    }

    /// An encoder with adapters, regardless of the task that they were trained for.
    @Test func embedsTextsWithAdapters() throws {
        let adapted = try workspace.succeed(
            ["embed", "--model", "one/adapters", "--pooling", "mean", "--precision", "fp32"], input: "good\n")
        let plain = try workspace.succeed(
            ["embed", "--model", "one/base", "--pooling", "mean", "--precision", "fp32"], input: "good\n")
        #expect(adapted.lines.count == 1 && adapted.lines != plain.lines)
    }

    @Test(arguments: ["classification", "embedding"])
    func areMeasuredAsWhatTheyAre(task: String) throws {
        if task == "embedding" {
            // As PEFT writes the adapters of an encoder.
            let path = workspace.path("one/adapters/adapter_config.json")
            var settings = try Outcome.object(String(contentsOfFile: path, encoding: .utf8))
            settings["task_type"] = "FEATURE_EXTRACTION"
            try workspace.directory.write(
                "one/adapters/adapter_config.json", JSONSerialization.data(withJSONObject: settings))
            try FileManager.default.removeItem(atPath: workspace.path("one/adapters/config.json"))
        }
        let outcome = try workspace.succeed(
            ["benchmark", "--model", "one/adapters", "--rounds", "1", "--calls", "1"])
        #expect(outcome.errors.contains("measuring \(task): 1 round"))
    }
}
