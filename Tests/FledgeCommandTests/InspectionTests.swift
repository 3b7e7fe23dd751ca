import Foundation
import TestSupport
import Testing

/// `fledge inspect`, `fledge doctor`, help and version.
@Suite struct InspectionTests {
    @Test func inspectsAnEncoder() throws {
        var model = TinyModel()
        model.tokenizerConfiguration = #"{"do_lower_case": true, "model_max_length": 40}"#
        let workspace = try Workspace(model: model)
        let bytes = model.tensors.reduce(0) { $0 + $1.values.count * 4 }
        let outcome = try workspace.succeed(["inspect", "model"])
        #expect(
            outcome.text == """
                family        bert
                encoder       2 layers, hidden 32, 4 heads, intermediate 64, gelu
                vocabulary    48 pieces
                parameters    20800 in use
                length limit  40 tokens (model_max_length of tokenizer_config.json); 64 positions
                labels        none: not a classifier
                pooling       mean, normalized
                weights       model/model.safetensors (safetensors), 39 tensors, \(bytes) bytes
                loaded               37
                not used              2  pooler.dense.weight, pooler.dense.bias

                """)
        #expect(outcome.errors == "")
        let lines = try workspace.succeed(["inspect", "model", "--tensors"]).lines
        #expect(lines.suffix(39).map { $0.split(separator: " ")[0] } == model.tensors.map { Substring($0.name) })
        let cells = try #require(lines.last).split(separator: "  ", omittingEmptySubsequences: true)
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        #expect(cells == [model.tensors.last?.name, "F32", "not used", "model.safetensors", "32", "32"])
    }

    /// A checkpoint that does not fit is shown in full, and rejected only then.
    @Test func inspectsWhatDoesNotFit() throws {
        var model = TinyModel()
        model.tensors[0].name = "embeddings.other.weight"
        let workspace = try Workspace(model: model)
        let outcome = try workspace.run(["inspect", "model"])
        #expect(outcome.status == 65)
        #expect(outcome.lines.contains { $0.hasPrefix("missing               1  embeddings.word_embeddings.weight") })
        #expect(outcome.lines.contains { $0.hasPrefix("unexpected            1  embeddings.other.weight") })
        #expect(outcome.errors.contains("the weights do not fit the model: 1 missing, 1 unexpected"))
        let allowed = try workspace.succeed([
            "inspect", "model", "--allow-missing", "embeddings.word_*", "--allow-unexpected", "*.other.weight",
            "--json",
        ]).object()
        let tensors = try #require(allowed["tensors"] as? [[String: Any]])
        #expect(tensors[0]["verdict"] as? String == "not used")
        #expect(tensors.last?["verdict"] as? String == "newly initialized")
    }

    @Test func inspectsAClassifierAsJSON() throws {
        let workspace = try Workspace()
        let findings = try workspace.succeed(["inspect", try workspace.writeClassifier(), "--json"]).object()
        #expect(findings["family"] as? String == "bert")
        #expect(findings["labels"] as? [String] == TinyReviews.labels)
        #expect(findings["layers"] as? Int == 2)
        #expect(findings["hidden_size"] as? Int == 32)
        #expect(findings["parameters"] as? Int == 21955)
        #expect(findings["length_limit"] as? Int == 64)
        #expect(findings["length_limit_source"] as? String == "max_position_embeddings of config.json")
        #expect((findings["tensors"] as? [[String: Any]])?.count == 41)
        let report = try #require(findings["report"] as? [String: Any])
        #expect((report["loaded"] as? [String])?.count == 41)
        #expect((report["missing"] as? [Any])?.isEmpty == true)
    }

    @Test func doctorMeasures() throws {
        let workspace = try Workspace(model: nil)
        let findings = try workspace.succeed(["doctor", "--json"]).object()
        for key in ["peak_gflops_one_thread", "gflops_one_thread", "gflops_all_threads", "share_of_peak"] {
            #expect(try #require(findings[key] as? Double) > 0, "\(key)")
        }
        #expect(try #require(findings["threads"] as? Int) > 0)
        #expect(findings["cache"] as? String == workspace.path("cache/datasets.sqlite"))
        for key in ["processor", "kernel_level", "openblas", "openblas_core"] {
            #expect((findings[key] as? String)?.isEmpty == false, "\(key)")
        }
        #expect(findings["advice"] as? [String] != nil)
        #expect(findings["cache_notes"] as? [String] == [])
    }

    @Test func doctorReportsAProcessorWithoutAVX2() throws {
        let workspace = try Workspace(model: nil)
        let outcome = try workspace.run(["doctor"], environment: ["FLEDGE_MAX_ISA": "portable"])
        #expect(outcome.status == 0)
        #expect(outcome.text.contains("loops          portable\n"))
        #expect(outcome.text.contains("precision      fp32: AVX2 is not available, and everything takes several times"))
        #expect(outcome.text.contains("try: use a processor with AVX2"))
    }

    @Test func doctorSaysWhereNothingCanBeCached() throws {
        let workspace = try Workspace(model: nil)
        try workspace.directory.write("file", "")
        let place = workspace.path("file/cache")
        let outcome = try workspace.run(["doctor"], environment: ["FLEDGE_CACHE": place])
        #expect(outcome.status == 0)
        #expect(
            outcome.text.contains(
                """

                cache          \(place)/datasets.sqlite
                               nothing is cached, since \(place)/datasets.sqlite cannot be written; FLEDGE_CACHE names \
                another directory

                """), "\(outcome.text)")
        #expect(outcome.text.contains("try: set FLEDGE_CACHE to a directory that can be written\n"))
        #expect(!outcome.text.contains("no problems found"))
    }

    @Test(arguments: ["", "train", "evaluate", "label", "embed", "inspect", "doctor"])
    func helps(command: String) throws {
        let arguments = (command.isEmpty ? [] : [command]) + ["--help"]
        let outcome = try Workspace(model: nil).succeed(arguments)
        #expect(outcome.text.hasPrefix("OVERVIEW: "))
        #expect(outcome.text.contains("\nUSAGE: fledge \(command)"))
        #expect(outcome.errors == "")
    }

    @Test(arguments: [["help"], ["help", "evaluate"], ["help", "data", "show"]])
    func helpsByName(arguments: [String]) throws {
        let outcome = try Workspace(model: nil).succeed(arguments)
        #expect(outcome.text.hasPrefix("OVERVIEW: "))
        #expect(outcome.text.contains("\nUSAGE: " + (["fledge"] + arguments.dropFirst()).joined(separator: " ")))
    }

    @Test func saysItsVersion() throws {
        let outcome = try Workspace(model: nil).succeed(["--version"])
        #expect(try /fledge \d+\.\d+\.\d+ \(([^()]+, )?(debug|release) build\)\n/.wholeMatch(in: outcome.text) != nil)
    }

    @Test func precisionIsAcceptedEverywhere() throws {
        let workspace = try Workspace()
        let model = try workspace.writeClassifier()
        try workspace.writeRows()
        for arguments in [
            ["train", "--model", "model", "--train", "train.tsv", "--output", "output", "--max-steps", "1"],
            ["evaluate", "--model", model, "--data", "train.tsv"], ["label", "--model", model, "--input", "train.tsv"],
            ["embed", "--model", "model", "--input", "train.tsv"],
        ] {
            _ = try workspace.succeed(arguments + ["--precision", "fp32"])
        }
    }
}
