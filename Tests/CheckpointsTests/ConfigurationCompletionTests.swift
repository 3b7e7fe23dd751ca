import Checkpoints
import Foundation
import InputOutput
import TestSupport
import Testing

/// Settings that config.json leaves open and that the weights determine.
@Suite struct ConfigurationCompletionTests {
    /// A configuration, the tensors of the weights, and the expected reading.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let configuration: String
        let tensors: [String: [Int]]
        var family = "bert"
        var architecture: String?
        var labels: [String]?
        /// The findings, without the leading path.
        var findings: [String] = []
    }

    private static func bert(_ prefix: String = "bert.", types: Int = 2) -> [String: [Int]] {
        [
            "\(prefix)embeddings.word_embeddings.weight": [1, 1],
            "\(prefix)embeddings.token_type_embeddings.weight": [types, 1],
            "\(prefix)encoder.layer.0.attention.self.query.weight": [1, 1],
        ]
    }
    private static let distilBERT: [String: [Int]] = [
        "embeddings.word_embeddings.weight": [1, 1], "transformer.layer.0.attention.q_lin.weight": [1, 1],
    ]
    private static let mpnet: [String: [Int]] = [
        "embeddings.word_embeddings.weight": [1, 1], "encoder.layer.0.attention.attn.q.weight": [1, 1],
        "encoder.relative_attention_bias.weight": [1, 1],
    ]
    private static let pooler: [String: [Int]] = ["bert.pooler.dense.weight": [1, 1]]

    private static func classifier(_ count: Int) -> [String: [Int]] { ["classifier.weight": [count, 1]] }

    private static func read(_ what: String) -> String { "has no model_type; \(what)" }

    static let families = [
        Case(
            testDescription: "the architecture names the family",
            configuration: #"{"architectures": ["BertForMaskedLM"]}"#,
            tensors: [:], architecture: "BertForMaskedLM",
            findings: [read("architectures names a model of the family bert")]),
        Case(
            testDescription: "another architecture", configuration: #"{"architectures": ["DistilBertModel"]}"#,
            tensors: [:],
            family: "distilbert", architecture: "DistilBertModel",
            findings: [read("architectures names a model of the family distilbert")]),
        Case(
            testDescription: "an architecture of another family",
            configuration: #"{"architectures": ["RobertaForMaskedLM"]}"#, tensors: bert(), family: "",
            architecture: "RobertaForMaskedLM"),
        Case(
            testDescription: "the prefix", configuration: "{}", tensors: bert(), architecture: "BertModel",
            findings: [read("the weights are of the family bert")]),
        Case(
            testDescription: "a prefix within a wrapper", configuration: "{}", tensors: bert("module.electra."),
            family: "electra", architecture: "ElectraModel", findings: [read("the weights are of the family electra")]),
        Case(
            testDescription: "no prefix", configuration: "{}", tensors: bert(""), architecture: "BertModel",
            findings: [read("the weights are of the family bert")]),
        Case(
            testDescription: "no prefix, DistilBERT", configuration: "{}", tensors: distilBERT, family: "distilbert",
            architecture: "DistilBertModel", findings: [read("the weights are of the family distilbert")]),
        Case(
            testDescription: "no prefix, MPNet", configuration: "{}", tensors: mpnet, family: "mpnet",
            architecture: "MPNetModel", findings: [read("the weights are of the family mpnet")]),
        Case(
            testDescription: "no prefix, ELECTRA", configuration: "{}",
            tensors: bert("").merging(["discriminator_predictions.dense.weight": [1, 1]]) { $1 }, family: "electra",
            architecture: "ElectraForPreTraining", findings: [read("the weights are of the family electra")]),
        Case(
            testDescription: "RoBERTa, which has one token type", configuration: "{}", tensors: bert("", types: 1),
            family: ""),
        Case(testDescription: "RoBERTa's prefix", configuration: "{}", tensors: bert("roberta.", types: 1), family: ""),
        Case(
            testDescription: "a family that is named", configuration: #"{"model_type": "roberta"}"#, tensors: bert(),
            family: "roberta"),
    ]

    private static let tags = #""id2label": {"0": "O", "1": "B-PER", "2": "I-PER"}"#
    private static let tagNames = ["O", "B-PER", "I-PER"]
    private static let tokens = "the weights are those of BertForTokenClassification"

    static let architectures = [
        Case(
            testDescription: "no pooler", configuration: "{\"model_type\": \"bert\", \(tags)}",
            tensors: bert().merging(classifier(3)) { $1 }, architecture: "BertForTokenClassification", labels: tagNames,
            findings: ["names no architectures; \(tokens)"]),
        Case(
            testDescription: "a pooler, and tags", configuration: "{\"model_type\": \"bert\", \(tags)}",
            tensors: bert().merging(classifier(3)) { $1 }.merging(pooler) { $1 },
            architecture: "BertForTokenClassification", labels: tagNames,
            findings: ["names no architectures; \(tokens)"]),
        Case(
            testDescription: "a pooler, and other names",
            configuration: #"{"model_type": "bert", "id2label": {"0": "B-movie", "1": "good", "2": "fine"}}"#,
            tensors: bert().merging(classifier(3)) { $1 }.merging(pooler) { $1 },
            architecture: "BertForSequenceClassification", labels: ["B-movie", "good", "fine"]),
        Case(
            testDescription: "the architecture of the pretrained model",
            configuration: "{\"model_type\": \"bert\", \"architectures\": [\"BertForMaskedLM\"], \(tags)}",
            tensors: bert().merging(classifier(3)) { $1 }, architecture: "BertForTokenClassification", labels: tagNames,
            findings: ["names the architecture BertForMaskedLM; \(tokens)"]),
        Case(
            testDescription: "a classifier under the architecture of the pretrained model",
            configuration: #"{"model_type": "bert", "architectures": ["BertModel"], "id2label": {"0": "a", "1": "b"}}"#,
            tensors: bert().merging(classifier(2)) { $1 }.merging(pooler) { $1 }, architecture: "BertModel",
            labels: ["a", "b"]),
        Case(
            testDescription: "the weights do not overrule a head",
            configuration: """
                {"model_type": "bert", "architectures": ["BertForSequenceClassification"], \(tags)}
                """, tensors: bert().merging(classifier(3)) { $1 }, architecture: "BertForSequenceClassification",
            labels: tagNames),
        Case(
            testDescription: "DistilBERT's tokens", configuration: "{\"model_type\": \"distilbert\", \(tags)}",
            tensors: distilBERT.merging(classifier(3)) { $1 }, family: "distilbert",
            architecture: "DistilBertForTokenClassification", labels: tagNames,
            findings: ["names no architectures; the weights are those of DistilBertForTokenClassification"]),
        Case(
            testDescription: "MPNet's whole texts", configuration: #"{"model_type": "mpnet"}"#,
            tensors: mpnet.merging(["classifier.dense.weight": [1, 1], "classifier.out_proj.weight": [2, 1]]) { $1 },
            family: "mpnet", architecture: "MPNetForSequenceClassification"),
        Case(
            testDescription: "ELECTRA's choices", configuration: #"{"model_type": "electra"}"#,
            tensors: bert("electra.").merging(classifier(1)) { $1 }
                .merging(["sequence_summary.summary.weight": [1, 1]]) { $1 },
            family: "electra", architecture: "ElectraForMultipleChoice"),
        Case(
            testDescription: "questions", configuration: #"{"model_type": "bert"}"#,
            tensors: bert().merging(["qa_outputs.weight": [2, 1]]) { $1 }, architecture: "BertForQuestionAnswering"),
    ]

    private static func classes(_ settings: String) -> String {
        "{\"model_type\": \"bert\", \"architectures\": [\"BertForSequenceClassification\"]\(settings)}"
    }
    private static let called =
        "(num_labels, and the weights); they are called LABEL_0 to LABEL_2, as transformers does"

    static let labels = [
        Case(
            testDescription: "fewer names than classes",
            configuration: classes(#", "num_labels": 3, "id2label": {"0": "x", "1": "y"}"#), tensors: classifier(3),
            labels: ["LABEL_0", "LABEL_1", "LABEL_2"],
            findings: ["has 2 names in id2label for 3 classes \(called)"]),
        Case(
            testDescription: "more names than classes",
            configuration: classes(#", "num_labels": 3, "id2label": {"0": "w", "1": "x", "2": "y", "3": "z"}"#),
            tensors: classifier(3), labels: ["LABEL_0", "LABEL_1", "LABEL_2"],
            findings: ["has 4 names in id2label for 3 classes \(called)"]),
        Case(
            testDescription: "the weights agree with the names",
            configuration: classes(#", "num_labels": 3, "id2label": {"0": "x", "1": "y"}"#), tensors: classifier(2),
            labels: ["x", "y"]),
        Case(
            testDescription: "label2id alone", configuration: classes(#", "label2id": {"b": 1, "a": 0, "c": 2}"#),
            tensors: classifier(3), labels: ["a", "b", "c"],
            findings: ["has no id2label; the classes' names are those of label2id"]),
        Case(
            testDescription: "label2id with numbers as text",
            configuration: classes(#", "label2id": {"b": "1", "a": "0"}"#),
            tensors: classifier(2), labels: ["a", "b"],
            findings: ["has no id2label; the classes' names are those of label2id"]),
        Case(
            testDescription: "label2id with a gap", configuration: classes(#", "label2id": {"b": 3, "a": 0}"#),
            tensors: classifier(2)),
        Case(
            testDescription: "no names", configuration: classes(""), tensors: classifier(4),
            labels: ["LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3"],
            findings: ["has no id2label; the weights have 4 classes, LABEL_0 to LABEL_3"]),
        Case(
            testDescription: "no names for two classes, which is the default", configuration: classes(""),
            tensors: classifier(2)),
        Case(
            testDescription: "a number of classes that contradicts the weights",
            configuration: classes(#", "num_labels": 5"#), tensors: classifier(4)),
        Case(
            testDescription: "names that are numbers",
            configuration: classes(#", "id2label": {"0": 0, "1": 1, "2": 2.5}"#),
            tensors: classifier(3), labels: ["0", "1", "2.5"]),
    ]

    @Test(arguments: families + architectures + labels)
    func isRead(_ example: Case) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("config.json", example.configuration)
        let tensors = example.tensors.sorted { $0.key < $1.key }.map { name, shape in
            SafetensorsBytes.Tensor(name, shape, Array(repeating: 0, count: shape.reduce(1, *)))
        }
        try directory.write("model.safetensors", SafetensorsBytes.file(tensors))
        let configuration = try ModelConfiguration(directory: directory.path)
        #expect(configuration.modelType == example.family)
        if let architecture = example.architecture { #expect(configuration.architectures == [architecture]) }
        #expect(try configuration.labels == example.labels)
        #expect(configuration.findings == example.findings.map { "\(path) \($0)" })
    }

    /// A complete configuration needs no weights, and broken ones are not read.
    @Test func isCompleteWithoutWeights() throws {
        let directory = try TemporaryDirectory()
        try directory.write("model.safetensors", "broken")
        try directory.write("config.json", "{\(Self.tags)}")
        let configuration = try ModelConfiguration(directory: directory.path)
        #expect(configuration.modelType == "")
        #expect(try configuration.labels == Self.tagNames)
        #expect(configuration.findings == [])
    }
}
