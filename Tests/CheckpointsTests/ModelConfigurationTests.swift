import Checkpoints
import InputOutput
import TestSupport
import Testing

@Suite struct ModelConfigurationTests {
    let directory: TemporaryDirectory
    let configuration = ModelConfiguration(
        values: [
            "model_type": .string("bert"), "hidden_size": .integer(384), "layer_norm_eps": .number(1e-12),
            "use_cache": .bool(true), "classifier_dropout": .null, "round": .number(2),
        ], path: "m/config.json")

    init() throws { directory = try TemporaryDirectory() }

    @Test func settings() throws {
        #expect(configuration.modelType == "bert")
        #expect(try configuration.integer("hidden_size") == 384)
        #expect(try configuration.integer("round") == 2)
        #expect(try configuration.number("hidden_size") == 384)
        #expect(try configuration.number("layer_norm_eps", default: 1) == 1e-12)
        #expect(try configuration.string("model_type") == "bert")
        #expect(try configuration.boolean("use_cache", default: false))
        #expect(ModelConfiguration(values: [:], path: "f").modelType == "")
    }

    @Test func defaults() throws {
        #expect(try configuration.integer("none", default: 7) == 7)
        #expect(try configuration.number("classifier_dropout", default: 0.1) == 0.1)
        #expect(try configuration.string("none", default: "gelu") == "gelu")
        #expect(try configuration.boolean("none", default: false) == false)
    }

    /// One of the typed accessors.
    enum Kind: String, CaseIterable, Sendable {
        case integer = "an integer"
        case number = "a number"
        case string = "a string"
        case boolean = "true or false"

        func read(_ configuration: ModelConfiguration, _ key: String) throws {
            switch self {
            case .integer: _ = try configuration.integer(key, default: key == "none" ? nil : 1)
            case .number: _ = try configuration.number(key, default: key == "none" ? nil : 1)
            case .string: _ = try configuration.string(key, default: key == "none" ? nil : "")
            case .boolean: _ = try configuration.boolean(key, default: key == "none" ? nil : true)
            }
        }
    }

    @Test(arguments: Kind.allCases)
    func missing(_ kind: Kind) {
        let error = FledgeError(.data, at: "m/config.json: none", "the setting is missing", expected: kind.rawValue)
        #expect(throws: error) { try kind.read(configuration, "none") }
    }

    @Test(arguments: [
        (Kind.integer, "layer_norm_eps", "1e-12"), (.integer, "model_type", "\"bert\""), (.number, "use_cache", "true"),
        (.string, "hidden_size", "384"), (.boolean, "hidden_size", "384"),
    ])
    func wrongType(_ kind: Kind, _ key: String, _ found: String) {
        let error = FledgeError(
            .data, at: "m/config.json: \(key)", "the setting has the wrong type", expected: kind.rawValue, found: found)
        #expect(throws: error) { try kind.read(configuration, key) }
    }

    @Test func longValuesAreShortenedInMessages() {
        let long = ModelConfiguration(values: ["a": .string(String(repeating: "x", count: 100))], path: "f")
        let error = FledgeError(
            .data, at: "f: a", "the setting has the wrong type", expected: "an integer",
            found: "\"" + String(repeating: "x", count: 58) + "…")
        #expect(throws: error) { try long.integer("a") }
    }

    @Test func readingAndWriting() throws {
        let path = try directory.write("config.json", #"{"z":{"kept":[1,2.5]},"hidden_size":8,"id2label":{"0":"no"}}"#)
        var read = try ModelConfiguration(directory: directory.path)
        #expect(read.path == path)
        read.setLabels(["yes"])
        try read.write(to: path)
        let expected = ModelConfiguration(
            values: [
                "z": .object(["kept": .array([.integer(1), .number(2.5)])]), "hidden_size": .integer(8),
                "id2label": .object(["0": .string("yes")]), "label2id": .object(["yes": .integer(0)]),
            ], path: path)
        #expect(try ModelConfiguration(directory: directory.path + "/") == expected)
    }

    @Test func noConfiguration() throws {
        let error = FledgeError(
            .noInput, at: directory.path, "expected config.json in the model's directory, but there is none",
            advice: "name the directory that holds config.json and model.safetensors")
        #expect(throws: error) { try ModelConfiguration(directory: directory.path) }
    }

    @Test func noDirectory() throws {
        let error = FledgeError(
            .noInput, at: "org/model", "no such directory",
            expected: "a model's directory with config.json and model.safetensors", advice: "check the path")
        #expect(throws: error) { try ModelConfiguration(directory: "org/model") }
    }

    @Test func notAnObject() throws {
        let path = try directory.write("config.json", "[1]")
        let error = FledgeError(
            .data, at: path, "the configuration is not an object", expected: "an object with the model's settings",
            found: "[1]")
        #expect(throws: error) { try ModelConfiguration(directory: directory.path) }
    }

    @Test func notJSON() throws {
        let path = try directory.write("config.json", "{\n  \"a\": 1\n  \"b\": 2\n}\n")
        let error = FledgeError(
            .data, at: "\(path):3:3", "the file is not valid JSON", expected: "',' or '}'", found: "'\"'")
        #expect(throws: error) { try ModelConfiguration(directory: directory.path) }
    }
}

@Suite struct LabelTests {
    private func configuration(_ id2label: JSONValue) -> ModelConfiguration {
        ModelConfiguration(values: ["id2label": id2label], path: "config.json")
    }

    @Test func labelsInTheOrderOfTheirNumbers() throws {
        let names = (0..<12).map { "label \($0 * 7 % 12)" }
        var configuration = ModelConfiguration(values: ["num_labels": .integer(2)], path: "config.json")
        #expect(try configuration.labels == nil)
        configuration.setLabels(names)
        #expect(try configuration.labels == names)
        #expect(configuration.values["num_labels"] == nil)
        #expect(configuration.values["id2label"]?["11"] == .string("label 5"))
        #expect(configuration.values["label2id"]?["label 5"] == .integer(11))
        configuration.setLabels(["a", "a"])
        #expect(try configuration.labels == ["a", "a"])
        #expect(configuration.values["label2id"] == .object(["a": .integer(0)]))
    }

    @Test func noLabels() throws {
        #expect(try configuration(.null).labels == nil)
        #expect(try configuration(.object([:])).labels == [])
        #expect(try configuration(.object(["0": .integer(0), "1": .number(1.5)])).labels == ["0", "1.5"])
    }

    @Test(
        arguments: [
            (
                .array([.string("a")]),
                """
                config.json: id2label: the setting has the wrong type
                  expected: an object with a name for each class
                  found:    ["a"]
                """
            ),
            (
                .object(["0": .string("a"), "2": .string("b")]),
                """
                config.json: id2label: the class 1 has no name
                  expected: the keys "0" to "1"
                  found:    "0", "2"
                """
            ),
            (
                .object(["00": .string("a")]),
                """
                config.json: id2label: the class 0 has no name
                  expected: the keys "0" to "0"
                  found:    "00"
                """
            ),
            (
                .object(["0": .array([])]),
                """
                config.json: id2label: the name of class 0 is not a string
                  expected: a string or a number
                  found:    []
                """
            ),
        ] as [(JSONValue, String)])
    func brokenLabels(_ value: JSONValue, _ message: String) throws {
        let error = try CaughtError(replacing: "\0") { _ = try configuration(value).labels }
        #expect(error == CaughtError(.data, message))
    }
}
