import Foundation
import TestSupport
import Testing

/// `fledge convert`.
@Suite struct ConvertTests {
    private static let text = "the film was good\n"

    @Test func keepsEveryBit() throws {
        let workspace = try Workspace()
        let outcome = try workspace.succeed(["convert", "model", "converted"])
        #expect(outcome.text.hasPrefix("converted: 39 tensors with "))
        #expect(outcome.text.hasSuffix(" elements, types unchanged, from safetensors\n"))
        let before = try workspace.succeed(["embed", "--model", "model"], input: Self.text).text
        #expect(try workspace.succeed(["embed", "--model", "converted"], input: Self.text).text == before)
        #expect(try workspace.succeed(["convert", "converted", "again"]).text.hasPrefix("again: 39 tensors"))
        #expect(
            FileManager.default.contents(atPath: workspace.path("again/model.safetensors"))
                == FileManager.default.contents(atPath: workspace.path("converted/model.safetensors")))
        let files = try FileManager.default.contentsOfDirectory(atPath: workspace.path("converted")).sorted()
        #expect(files.contains("tokenizer.json") && files.contains("config.json") && files.contains("modules.json"))
    }

    @Test(arguments: [("fp16", "F16", 5e-3), ("bf16", "BF16", 4e-2), ("fp32", "F32", 0)])
    func roundsToAnotherType(dtype: String, name: String, tolerance: Double) throws {
        let workspace = try Workspace()
        let summary = try workspace.succeed(["convert", "model", "out", "--dtype", dtype, "--json"]).object()
        #expect(summary["element_type"] as? String == name)
        #expect(summary["tensors"] as? Int == 39)
        #expect(summary["format"] as? String == "safetensors")
        let tensors = try workspace.succeed(["inspect", "out", "--json"]).object()["tensors"] as? [[String: Any]]
        #expect(tensors?.allSatisfy { $0["element_type"] as? String == name } == true)
        func embedding(_ model: String) throws -> [Double] {
            let text = try workspace.succeed(["embed", "--model", model], input: Self.text).text
            return try #require(Outcome.object(text)["embedding"] as? [Double])
        }
        #expect(try zip(embedding("model"), embedding("out")).allSatisfy { abs($0 - $1) <= tolerance })
    }

    @Test func refusesAnOutputThatExists() throws {
        let workspace = try Workspace()
        let before = try workspace.snapshot()
        let outcome = try workspace.run(["convert", "model", "model"])
        #expect(outcome.status == 73)
        #expect(
            outcome.errors == """
                fledge: error: model: the output directory exists already
                  try:      pass --overwrite to replace it, or choose another directory

                """)
        #expect(try workspace.snapshot() == before)
    }

    @Test func takesFeaturesFromInnerLayers() throws {
        let workspace = try Workspace()
        func embedding(_ arguments: String...) throws -> [Double] {
            let text = try workspace.succeed(
                ["embed", "--model", "model", "--no-normalize"] + arguments, input: Self.text)
            return try #require(Outcome.object(text.text)["embedding"] as? [Double])
        }
        let last = try embedding()
        let first = try embedding("--layer", "1")
        #expect(try embedding("--layer", "-1") == last)
        #expect(try embedding("--layer", "-2") == first)
        #expect(first != last)
        let mean = try embedding("--layers", "-2,-1")
        #expect(zip(mean, zip(first, last)).allSatisfy { abs($0 - ($1.0 + $1.1) / 2) < 1e-6 })
        let outcome = try workspace.run(["embed", "--model", "model", "--layer", "3"], input: Self.text)
        #expect(outcome.status == 64)
        #expect(
            outcome.errors == """
                fledge: error: the model has no such layer
                  expected: 0 to 2, or -3 to -1
                  found:    3

                """)
    }

    @Test func putsPromptsBeforeTexts() throws {
        let workspace = try Workspace()
        try workspace.directory.write(
            "model/config_sentence_transformers.json", #"{"prompts": {"query": "the film "}}"#)
        func embed(_ arguments: [String], _ text: String) throws -> String {
            try workspace.succeed(["embed", "--model", "model"] + arguments, input: text).text
        }
        let whole = try embed([], "the film was good\n")
        #expect(try embed(["--prompt-name", "query"], "was good\n") == whole)
        #expect(try embed(["--prompt", "the film "], "was good\n") == whole)
        let outcome = try workspace.run(["embed", "--model", "model", "--prompt-name", "passage"], input: "a\n")
        #expect(outcome.status == 64)
        #expect(
            outcome.errors == """
                fledge: error: the model has no prompt of this name
                  expected: query
                  found:    passage

                """)
    }
}
