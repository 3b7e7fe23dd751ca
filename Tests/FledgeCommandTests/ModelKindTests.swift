import Checkpoints
import Foundation
import InputOutput
import TestSupport
import Testing

/// The kind of a model, from its files or from the user's options.
@Suite struct ModelKindTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private func write(_ name: String, _ change: (inout TinyModel) -> Void) throws {
        var model = TinyModel()
        change(&model)
        try model.write(in: workspace.directory, as: name)
    }

    private func removePooler(_ model: inout TinyModel) {
        model.tensors.removeAll { $0.name.hasPrefix("pooler.") }
    }

    @Test(arguments: ["multi-label", "single-label", "ordinal"])
    func taskOfLabels(task: String) throws {
        try write("toxic") { $0.addClassifier(labels: ["toxic", "threat", "insult"]) }
        let arguments = ["label", "--model", "toxic", "--all-scores", "--logits", "--precision", "fp32"]
        let row = try workspace.succeed(arguments + ["--task", task], input: "the film was bad\n").object()
        let logits = try #require(row["logits"] as? [String: Double])
        let scores = try #require(row["scores"] as? [String: Double])
        let sum = logits.values.reduce(0) { $0 + exp($1) }
        for (label, logit) in logits {
            let expected = task == "multi-label" ? 1 / (1 + exp(-logit)) : exp(logit) / sum
            #expect(abs((scores[label] ?? .nan) - expected) < 1e-5)
        }
        #expect((row["label"] == nil) == (task == "multi-label"))
    }

    @Test func taskOfEvaluation() throws {
        try write("toxic") { $0.addClassifier(labels: ["toxic", "threat"]) }
        try workspace.directory.write(
            "rows.tsv", "text\tlabel\nthe film\ttoxic|threat\nthe soup\ttoxic\na walk\tthreat\n")
        let arguments = ["evaluate", "--model", "toxic", "--data", "rows.tsv", "--json"]
        let single = try workspace.succeed(arguments)
        #expect(single.errors.contains("toxic|threat"))
        #expect(try workspace.succeed(arguments + ["--task", "multi-label"]).text.contains("micro"))
    }

    @Test func taskThatTheModelCannotHave() throws {
        try write("toxic") { $0.addClassifier(labels: ["toxic", "threat"]) }
        let number = try workspace.run(["label", "--model", "toxic", "--task", "regression"], input: "a film\n")
        #expect(number.status == 64)
        #expect(number.errors.contains("a model with several outputs does not give a number"))
        let entities = try workspace.run(["label", "--model", "toxic", "--task", "entities"], input: "a film\n")
        #expect(entities.status == 65)
        #expect(entities.errors.contains("architectures"))
    }

    @Test(arguments: [
        (#"{"activation_fn": "torch.nn.modules.linear.Identity"}"#, false), (#"{"version": "4.1.0"}"#, true),
    ])
    func crossEncoder(settings: String, isSigmoid: Bool) throws {
        try write("ranker") {
            $0.addClassifier(labels: ["LABEL_0"])
            $0.configuration["sentence_transformers"] = settings
        }
        let rows = #"{"text": "the film", "text_pair": "was good"}"# + "\n"
        let row = try workspace.succeed(
            ["label", "--model", "ranker", "--pair-column", "text_pair", "--logits", "-"], input: rows
        ).object()
        let logit = try #require((row["logits"] as? [String: Double])?["LABEL_0"])
        let value = try #require(row["value"] as? Double)
        #expect(abs(value - (isSigmoid ? 1 / (1 + exp(-logit)) : logit)) < 1e-6)
        // The newer location of the name, which takes precedence over config.json.
        try workspace.directory.write(
            "ranker/config_sentence_transformers.json", #"{"activation_fn": "torch.nn.modules.activation.Tanh"}"#)
        let other = try workspace.succeed(
            ["label", "--model", "ranker", "--pair-column", "text_pair", "-"], input: rows
        ).object()
        #expect(abs((other["value"] as? Double ?? .nan) - tanh(logit)) < 1e-5)
    }

    /// Writes a cross-encoder as sentence-transformers 6 does.
    private func writeCrossEncoder(settings: String = "{}", prompts: String = #""prompts": {}"#) throws {
        try write("ranker") {
            $0.addClassifier(labels: ["LABEL_0"])
            $0.tokenizerConfiguration = #"{"tokenizer_class": "BertTokenizer", "do_lower_case": false}"#
        }
        let type = "sentence_transformers.base.modules.transformer.Transformer"
        for (file, content) in [
            ("modules.json", #"[{"idx": 0, "name": "0", "path": "", "type": "\#(type)"}]"#),
            ("config_sentence_transformers.json", #"{"model_type": "CrossEncoder", \#(prompts)}"#),
            ("sentence_bert_config.json", settings),
        ] { try workspace.directory.write("ranker/\(file)", content) }
    }

    private func labelPair(_ text: String) throws -> Outcome {
        try workspace.run(
            ["label", "--model", "ranker", "--pair-column", "text_pair", "--precision", "fp32", "-"],
            input: #"{"text": "\#(text)", "text_pair": "was good"}"# + "\n")
    }

    /// Settings of a cross-encoder, and a text that becomes equivalent to another one.
    @Test(arguments: [
        (#"{"max_seq_length": 7}"#, "the film so bad again", "the film"),
        (#"{"processor_kwargs": {"model_max_length": 7}}"#, "the film so bad again", "the film"),
        (#"{"processing_kwargs": {"text": {"max_length": 7}}}"#, "the film so bad again", "the film"),
        (#"{"do_lower_case": true}"#, "The FILM", "the film"),
        (
            #"{"transformer_task": "sequence-classification", "module_output_name": "scores", "do_lower_case": true}"#,
            "The film", "the film"
        ),
    ])
    func crossEncoderSettings(settings: String, text: String, same: String) throws {
        func value(_ text: String) throws -> Double {
            let outcome = try labelPair(text)
            #expect(outcome.status == 0, "\(outcome.errors)")
            return try #require(outcome.object()["value"] as? Double)
        }
        try writeCrossEncoder()
        #expect(try value(text) != value(same))
        try FileManager.default.removeItem(atPath: workspace.path("ranker"))
        try writeCrossEncoder(settings: settings)
        #expect(try value(text) == value(same))
    }

    @Test(arguments: [
        (#"{"processing_kwargs": {"text": {"truncation": "only_first"}}}"#, #""prompts": {}"#, "truncation"),
        (#"{"processing_kwargs": {"common": {"stride": 2}}}"#, #""prompts": {}"#, "stride"),
        (#"{"processing_kwargs": {"text": {"add_special_tokens": false}}}"#, #""prompts": {}"#, "add_special_tokens"),
        (#"{"transformer_task": "text-generation"}"#, #""prompts": {}"#, "transformer_task"),
        ("{}", #""prompts": {"query": "so: "}, "default_prompt_name": "query""#, "default_prompt_name"),
    ])
    func crossEncoderRejects(settings: String, prompts: String, name: String) throws {
        try writeCrossEncoder(settings: settings, prompts: prompts)
        let outcome = try labelPair("the film")
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("\(name): "))
    }

    @Test func crossEncoderWithPromptsThatAreNotUsed() throws {
        try writeCrossEncoder(prompts: #""prompts": {"query": "so: "}, "default_prompt_name": null"#)
        #expect(try labelPair("the film").status == 0)
    }

    @Test(arguments: [["a", "a", "b"], ["a", "b", "a"], ["x", "x"], ["", ""]])
    func labelsOfTheSameName(labels: [String]) throws {
        try write("twice") { $0.addClassifier(labels: labels) }
        let outcome = try workspace.run(["label", "--model", "twice", "--all-scores"], input: "a film\n")
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("id2label: two classes have the same name"))
    }

    @Test func tokensWithoutArchitecture() throws {
        try write("names") {
            removePooler(&$0)
            $0.addClassifier(labels: ["O", "B-PER", "I-PER"])
            $0.configuration["architectures"] = "null"
        }
        let outcome = try workspace.succeed(["label", "--model", "names", "-q"], input: "the film\n")
        #expect(try outcome.object()["entities"] != nil)
        #expect(
            outcome.errors
                == "fledge: warning: names/config.json names no architectures; the weights are those of BertForTokenClassification\n"
        )
    }

    @Test(arguments: ["label", "embed", "inspect", "benchmark", "features"])
    func familyIsNamedBeforeTheTokenizer(command: String) throws {
        try write("other") {
            $0.configuration["model_type"] = #""roberta""#
            $0.configuration["architectures"] = #"["RobertaModel"]"#
        }
        for file in ["vocab.txt", "tokenizer_config.json"] {
            try FileManager.default.removeItem(atPath: workspace.path("other/\(file)"))
        }
        try workspace.writeRows()
        let arguments =
            switch command {
            case "inspect": ["inspect", "other"]
            case "benchmark": ["benchmark", "--model", "other"]
            case "features": ["features", "--model", "other", "--data", "train.tsv", "--output", "features.npy"]
            default: [command, "--model", "other"]
            }
        let outcome = try workspace.run(arguments, input: "a film\n")
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("this family of encoders is not supported"))
        #expect(outcome.errors.contains("roberta"))
        #expect(!outcome.errors.contains("fledge train"))
    }

    @Test func quantizingAHeadThatIsNotRun() throws {
        try write("questions") {
            $0.tensors.append(SafetensorsBytes.Tensor("qa_outputs.weight", [2, 32], Array(repeating: 0.1, count: 64)))
            $0.configuration["architectures"] = #"["BertForQuestionAnswering"]"#
        }
        let outcome = try workspace.run(["quantize", "questions", "small"])
        #expect(outcome.status == 65)
        #expect(
            outcome.errors == """
                fledge: error: questions/config.json: architectures: the model's head is for a task that Fledge does not \
                run, and only Fledge reads quantized weights
                  expected: a classifier, a named-entity recognizer or an encoder
                  found:    BertForQuestionAnswering
                  try:      to quantize the encoder alone, for embeddings, write "architectures": ["BertModel"] in a copy of \
                the model's directory

                """)
        try write("encoder") {
            $0.tensors.append(SafetensorsBytes.Tensor("qa_outputs.weight", [2, 32], Array(repeating: 0.1, count: 64)))
        }
        _ = try workspace.succeed(["quantize", "encoder", "small"])
    }

    @Test func quantizingNamesTheModelItself() throws {
        try write("strange") { $0.tensors.append(SafetensorsBytes.Tensor("strange.weight", [1], [0])) }
        let outcome = try workspace.run(["quantize", "strange", "small"])
        #expect(outcome.status == 65)
        #expect(
            outcome.errors == """
                fledge: error: strange/model.safetensors: the weights do not fit the model: 1 unexpected
                  found:    strange.weight [1], which the model does not have
                  try:      check that config.json belongs to these weights and that the number of classes is the same

                """)
        #expect(!FileManager.default.fileExists(atPath: workspace.path("small")))
    }

    @Test func modelInTheLocalFolder() throws {
        try TinyModel().write(in: workspace.directory, as: "cache/models/tiny-mini")
        _ = try workspace.succeed(["embed", "--model", "tiny-mini"], input: "the film\n")
        let absent = try workspace.run(["embed", "--model", "tiny-maxi"], input: "the film\n")
        #expect(absent.status == 66)
    }
}
