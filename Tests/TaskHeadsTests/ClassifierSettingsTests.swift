import Checkpoints
import Foundation
import InputOutput
import TaskHeads
import TestSupport
import Testing

/// The settings for a classifier's outputs in a configuration.
@Suite struct ClassifierSettingsTests {
    private struct Recorded: Decodable {
        let logits: [Float]
        let values: [String: [Double]]
    }

    @Test(arguments: OutputActivation.allCases)
    func `an activation gives the values of torch`(activation: OutputActivation) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("OutputActivations/activations.json")))
        let recorded = try JSONDecoder().decode(Recorded.self, from: data)
        let expected = try #require(recorded.values[activation.rawValue])
        for (logit, value) in zip(recorded.logits, expected) {
            #expect(abs(Double(activation(logit)) - value) <= 1e-6 * max(1, abs(value)), "\(logit)")
        }
    }

    private func settings(
        _ values: [String: JSONValue], labels: Int = 1, task: TextTask? = nil
    ) throws -> ClassifierSettings {
        try ClassifierSettings(
            ModelConfiguration(values: values, path: "config.json"), labelCount: labels, task: task)
    }

    private static func new(_ name: String) -> [String: JSONValue] {
        ["sentence_transformers": .object(["activation_fn": .string(name), "version": .string("6.2.0")])]
    }
    private static func old(_ name: String) -> [String: JSONValue] {
        ["sbert_ce_default_activation_function": .string(name)]
    }

    @Test(
        arguments: [
            ([:], .sigmoid), (new("torch.nn.modules.linear.Identity"), .identity),
            (old("torch.nn.modules.linear.Identity"), .identity),
            (new("torch.nn.modules.activation.Sigmoid"), .sigmoid),
            (new("torch.nn.Tanh"), .tanh), (old("torch.nn.modules.activation.ReLU"), .relu),
            (new("torch.nn.Identity").merging(old("torch.nn.Sigmoid")) { $1 }, .identity),
            (["sentence_transformers": .object(["version": .string("4.1.0")])], .sigmoid),
            (["sentence_transformers": .object(["activation_fn": .null])], .sigmoid),
            (["problem_type": .string("regression")], .identity),
            (new("torch.nn.Sigmoid").merging(["problem_type": .string("regression")]) { $1 }, .sigmoid),
            (["problem_type": .null], .sigmoid),
        ] as [([String: JSONValue], OutputActivation)])
    func `one output has a sigmoid unless something else is named`(
        values: [String: JSONValue], activation: OutputActivation
    ) throws {
        let settings = try settings(values)
        #expect(settings.task == .regression)
        #expect(settings.activation == activation)
        // Written settings are read back.
        var configuration = ModelConfiguration(values: values, path: "config.json")
        settings.write(to: &configuration)
        #expect(try ClassifierSettings(configuration, labelCount: 1) == settings)
    }

    @Test(arguments: [
        "torch.nn.modules.activation.Softmax", "torch.nn.Identitty", "my_package.Sigmoid", "Sigmoid", "",
    ])
    func `another activation is an error`(name: String) throws {
        let error = #expect(throws: FledgeError.self) { try settings(Self.new(name)) }
        #expect(error?.place == "config.json: sentence_transformers.activation_fn")
        #expect(error?.found == "\"\(name)\"")
    }

    @Test(
        arguments: [
            ([:], nil, .singleLabel), ([:], .multiLabel, .multiLabel), ([:], .ordinal, .ordinal),
            (["problem_type": .string("multi_label_classification")], nil, .multiLabel),
            (["problem_type": .string("single_label_classification")], .multiLabel, .multiLabel),
            (["problem_type": .string("multi_label_classification")], .singleLabel, .singleLabel),
            (["fledge": .object(["task": .string("ordinal")])], .singleLabel, .singleLabel),
            (["fledge": .object(["task": .string("ordinal")])], nil, .ordinal),
            (new("torch.nn.modules.activation.Sigmoid"), nil, .multiLabel),
            (new("torch.nn.modules.linear.Identity"), nil, .singleLabel),
            (new("torch.nn.modules.activation.Softmax"), nil, .singleLabel),
            (old("torch.nn.Softmax"), nil, .singleLabel),
        ] as [([String: JSONValue], TextTask?, TextTask)])
    func `several outputs have the task that is named`(
        values: [String: JSONValue], task: TextTask?, expected: TextTask
    ) throws {
        #expect(try settings(values, labels: 3, task: task).task == expected)
    }

    @Test(arguments: ["Tanh", "ReLU", "GELU", "Softplus", "LogSigmoid"])
    func `several outputs reject what does not make probabilities of them`(name: String) throws {
        let values = Self.new("torch.nn.modules.activation.\(name)")
        let error = #expect(throws: FledgeError.self) { try settings(values, labels: 3) }
        #expect(error?.place == "config.json: sentence_transformers.activation_fn")
        #expect(error?.found?.contains(name) == true)
        // The user's choice takes precedence over the file's.
        #expect(try settings(values, labels: 3, task: .multiLabel).task == .multiLabel)
    }

    @Test(
        arguments: [
            (["problem_type": .string("single_label_classification")], nil, .data),
            ([:], .singleLabel, .usage), ([:], .ordinal, .usage),
            (["problem_type": .string("regression")], .singleLabel, .usage),
            (
                new("torch.nn.Sigmoid").merging(["problem_type": .string("single_label_classification")]) { $1 }, nil,
                .data
            ),
        ] as [([String: JSONValue], TextTask?, FledgeError.Category)])
    func `one output does not choose between labels`(
        values: [String: JSONValue], task: TextTask?, category: FledgeError.Category
    ) throws {
        let error = #expect(throws: FledgeError.self) { try settings(values, task: task) }
        #expect(error?.category == category)
        #expect(error?.place == "config.json: problem_type")
        #expect(try settings(["problem_type": .string("multi_label_classification")]).task == .multiLabel)
    }

    @Test func `a number needs one output`() throws {
        let error = #expect(throws: FledgeError.self) { try settings([:], labels: 3, task: .regression) }
        #expect(error?.category == .usage)
        #expect(try settings([:], task: .regression).activation == .identity)
    }

    @Test func `a model of regression that is trained on a cross-encoder has no sigmoid`() throws {
        var configuration = ModelConfiguration(
            values: Self.new("torch.nn.modules.activation.Sigmoid"), path: "config.json")
        var settings = ClassifierSettings()
        settings.task = .regression
        settings.write(to: &configuration)
        #expect(try ClassifierSettings(configuration, labelCount: 1).activation == .identity)
        settings.task = .singleLabel
        settings.write(to: &configuration)
        #expect(configuration.values["sentence_transformers"]?["activation_fn"] == nil)
    }
}
