import Foundation
import TestSupport
import Testing

/// The options `--cased` and `--uncased` of the commands that load a model.
@Suite struct LetterCaseTests {
    @Test(arguments: ["train", "tune", "evaluate", "label", "embed", "features", "benchmark", "tokenize"])
    func everyCommandHasTheSwitch(command: String) throws {
        let help = try Workspace().succeed([command, "--help-all"]).text
        #expect(help.contains("--cased"))
        #expect(help.contains("--uncased"))
    }

    /// A tiny classifier whose files specify lowercasing, and contradict each other if the test requires it.
    private func classifier(in workspace: Workspace, contradicts: Bool = false) throws -> String {
        let path = try workspace.writeClassifier()
        if contradicts {
            try workspace.directory.write("classifier/tokenizer.json", Self.tokenizerFile)
            try workspace.directory.write(
                "classifier/tokenizer_config.json", #"{"tokenizer_class": "BertTokenizer", "do_lower_case": false}"#)
        }
        return path
    }

    private static var tokenizerFile: String {
        let vocabulary = TinyModel.vocabulary.enumerated().map { "\"\($1)\": \($0)" }.joined(separator: ", ")
        return """
            {"normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
              "strip_accents": null, "lowercase": true},
             "pre_tokenizer": {"type": "BertPreTokenizer"},
             "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
             "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
             "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
              "max_input_chars_per_word": 100, "vocab": {\(vocabulary)}}}
            """
    }

    private func logits(_ arguments: [String], _ text: String, in workspace: Workspace) throws -> [String: Double] {
        let outcome = try workspace.succeed(
            ["label", "--logits", "--precision", "fp32", "--quiet", "-"] + arguments, input: "{\"text\": \"\(text)\"}\n"
        )
        return try #require(Outcome.object(outcome.text)["logits"] as? [String: Double])
    }

    @Test(arguments: [false, true])
    func labelChoosesTheCase(contradicts: Bool) throws {
        let workspace = try Workspace()
        let model = try classifier(in: workspace, contradicts: contradicts)
        let uncased = try logits(["--model", model, "--uncased"], "The FILM was GOOD", in: workspace)
        #expect(try logits(["--model", model, "--uncased"], "the film was good", in: workspace) == uncased)
        #expect(try logits(["--model", model, "--cased"], "The FILM was GOOD", in: workspace) != uncased)
        #expect(try logits(["--model", model, "--cased"], "the film was good", in: workspace) == uncased)
        let outcome = try workspace.run(["label", "--model", model, "-"], input: "{\"text\": \"a\"}\n")
        #expect(outcome.status == (contradicts ? 65 : 0))
    }

    /// The choice made for training is stored in the output directory.
    @Test func trainKeepsTheChoice() throws {
        let workspace = try Workspace()
        let data = try workspace.writeRows("train.tsv", 24)
        for (option, lowercases) in [("--cased", false), ("--uncased", true)] {
            let output = workspace.path("output\(option)")
            _ = try workspace.succeed(
                ["train", "--model", workspace.model, "--train", data, "--output", output, "--epochs", "1", option])
            let configuration = try String(contentsOfFile: "\(output)/tokenizer_config.json", encoding: .utf8)
            #expect(try Outcome.object(configuration)["do_lower_case"] as? Bool == lowercases)
            let ids = try workspace.succeed(["tokenize", "--model", output, "--jsonl", "-q"], input: "GOOD\n").text
            #expect(
                try Outcome.object(ids)["tokens"] as? [String] == ["[CLS]", lowercases ? "good" : "[UNK]", "[SEP]"])
        }
    }

    @Test func embedEvaluateAndFeaturesChooseTheCase() throws {
        let workspace = try Workspace()
        let embed = ["embed", "--precision", "fp32", "--quiet", "--model", workspace.model]
        let lower = try workspace.succeed(embed, input: "good film\n").text
        #expect(try workspace.succeed(embed + ["--uncased"], input: "GOOD film\n").text == lower)
        #expect(try workspace.succeed(embed + ["--cased"], input: "GOOD film\n").text != lower)
        let model = try classifier(in: workspace)
        let data = try workspace.directory.write("data.tsv", "text\tlabel\nGOOD film\tpositive\nBAD soup\tnegative\n")
        func predictions(_ option: String) throws -> String {
            let file = workspace.path("predictions\(option).jsonl")
            _ = try workspace.succeed(["evaluate", "--model", model, "--data", data, "--predictions", file, option])
            return try String(contentsOfFile: file, encoding: .utf8)
        }
        #expect(try predictions("--cased") != predictions("--uncased"))
        for option in ["--cased", "--uncased"] {
            _ = try workspace.succeed(
                ["features", "--model", workspace.model, "--data", data, "--output", "features\(option).npy", option])
        }
        #expect(
            try Data(contentsOf: URL(fileURLWithPath: workspace.path("features--cased.npy")))
                != Data(contentsOf: URL(fileURLWithPath: workspace.path("features--uncased.npy"))))
    }

    /// One warning from each command if lowercasing makes pieces unreachable.
    @Test func warnsOnceOfUnreachableCapitals() throws {
        let workspace = try Workspace()
        let vocabulary = TinyModel.vocabulary.map { $0 == "today" ? "Today" : $0 }.joined(separator: "\n")
        try workspace.directory.write("model/vocab.txt", vocabulary)
        let data = try workspace.writeRows("train.tsv", 24)
        let commands = [
            ["tokenize", "--model", "model"], ["embed", "--model", "model"],
            ["train", "--model", "model", "--train", data, "--output", "output", "--epochs", "1"],
            ["evaluate", "--model", "output", "--data", data], ["label", "--model", "output"],
            ["features", "--model", "model", "--data", data, "--output", "features.npy"],
        ]
        for command in commands {
            let errors = try workspace.succeed(command, input: "a film\n").errors
            #expect(errors.components(separatedBy: "capital letters that no text can reach").count == 2, "\(command)")
            let cased = try workspace.succeed(
                command + ["--cased"] + (command[0] == "train" || command[0] == "features" ? ["--overwrite"] : []),
                input: "a film\n"
            ).errors
            #expect(!cased.contains("capital letters"), "\(command)")
            if command[0] == "train" { _ = try workspace.succeed(command + ["--overwrite"]) }
        }
    }

    /// Commands that have no choice of letter case warn as well.
    @Test(arguments: [
        ["inspect", "model"], ["quantize", "model", "small"], ["convert", "model", "copy"],
        ["data", "benchmark", "--model", "model", "train.tsv", "--repetitions", "1"],
    ])
    func warnsWithoutTheOption(command: [String]) throws {
        let workspace = try Workspace()
        let vocabulary = TinyModel.vocabulary.map { $0 == "today" ? "Today" : $0 }.joined(separator: "\n")
        try workspace.directory.write("model/vocab.txt", vocabulary)
        try workspace.writeRows("train.tsv", 4)
        let errors = try workspace.succeed(command).errors
        #expect(errors.components(separatedBy: "capital letters that no text can reach").count == 2, "\(errors)")
    }
}
