import Foundation
public import InputOutput

/// The settings of a model: the content of its `config.json`.
///
/// Settings that Fledge does not know are kept, so that a configuration can be written back without loss.
public struct ModelConfiguration: Sendable, Equatable {
    /// The file that the settings come from, for messages.
    public var path: String
    /// All settings by their names in the file.
    public var values: [String: JSONValue]
    /// Messages for people about settings that are missing from the file and were read from the weights or elsewhere.
    public internal(set) var findings: [String] = []

    public init(values: [String: JSONValue], path: String) {
        self.values = values
        self.path = path
    }

    /// Reads `config.json` in a model's directory or its encoder's subfolder, or `bert_config.json`, as in Google's
    /// checkpoints.
    ///
    /// If the file does not specify the kind of model (`model_type`, `architectures`, the classes) but the weights next
    /// to it show it, it is added to ``values`` and reported in ``findings``.
    ///
    /// - Throws: ``FledgeError`` with category `noInput` if the directory or the file is missing, `data` if the file is
    ///   not JSON or not an object.
    public init(directory: String) throws {
        try Checkpoint.requireDirectory(directory)
        let directory = EncoderDirectory.path(of: directory)
        let paths = ["config.json", "bert_config.json"].map(directory.path(of:))
        guard let path = paths.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            if let error = AdapterBase.error(in: directory) { throw error }
            throw FledgeError(
                .noInput, at: directory, "expected config.json in the model's directory, but there is none",
                advice: "name the directory that holds config.json and model.safetensors")
        }
        let content = try JSONValue(contentsOf: path)
        guard var values = content.objectValue else {
            throw FledgeError(
                .data, at: path, "the configuration is not an object",
                expected: "an object with the model's settings", found: content.excerpt)
        }
        // Written before other families existed.
        if path == paths[1], values["model_type"] == nil { values["model_type"] = .string("bert") }
        self.init(values: values, path: path)
        complete(from: { try? Checkpoint.weights(directory: directory) })
    }

    /// The model's family, for instance `bert`; empty if the configuration does not name it.
    public var modelType: String { values["model_type"]?.stringValue ?? "" }

    /// True if the weights next to it store matrices as 8-bit integers with scales, as written by `fledge quantize`.
    public var isQuantized: Bool {
        get { values[Self.quantizationKey]?["quant_method"]?.stringValue == Self.quantizationMethod }
        set {
            guard newValue != isQuantized else { return }
            values[Self.quantizationKey] =
                newValue
                ? .object(["quant_method": .string(Self.quantizationMethod), "bits": .integer(8)]) : nil
        }
    }

    private static let quantizationKey = "quantization_config"
    private static let quantizationMethod = "fledge"

    /// Writes the configuration as JSON with sorted names.
    ///
    /// - Throws: ``FledgeError`` if the file cannot be written.
    public func write(to path: String) throws {
        let data = try JSONValue.object(values).encoded(pretty: true)
        try data.withUnsafeBytes { try AtomicFile.writeFile(path, $0) }
    }
}

extension ModelConfiguration {
    /// Returns an integer setting. `null` counts as missing.
    ///
    /// - Throws: ``FledgeError`` with category `data` at `path: key` if the setting is missing and has no default, or
    ///   is not an integer.
    public func integer(_ key: String, default defaultValue: Int? = nil) throws -> Int {
        try setting(key, default: defaultValue, expected: "an integer", \.integerValue)
    }

    /// Returns a numeric setting. `null` counts as missing.
    ///
    /// - Throws: ``FledgeError`` with category `data` at `path: key` if the setting is missing and has no default, or
    ///   is not a number.
    public func number(_ key: String, default defaultValue: Double? = nil) throws -> Double {
        try setting(key, default: defaultValue, expected: "a number", \.numberValue)
    }

    /// Returns a string setting. `null` counts as missing.
    ///
    /// - Throws: ``FledgeError`` with category `data` at `path: key` if the setting is missing and has no default, or
    ///   is not a string.
    public func string(_ key: String, default defaultValue: String? = nil) throws -> String {
        try setting(key, default: defaultValue, expected: "a string", \.stringValue)
    }

    /// Returns a boolean setting. `null` counts as missing.
    ///
    /// - Throws: ``FledgeError`` with category `data` at `path: key` if the setting is missing and has no default, or
    ///   is neither true nor false.
    public func boolean(_ key: String, default defaultValue: Bool? = nil) throws -> Bool {
        try setting(key, default: defaultValue, expected: "true or false", \.booleanValue)
    }

    private func setting<Value>(
        _ key: String, default defaultValue: Value?, expected: String, _ convert: (JSONValue) -> Value?
    ) throws -> Value {
        guard let found = values[key], found != .null else {
            if let defaultValue { return defaultValue }
            throw FledgeError(.data, at: "\(path): \(key)", "the setting is missing", expected: expected)
        }
        guard let value = convert(found) else {
            throw FledgeError(
                .data, at: "\(path): \(key)", "the setting has the wrong type",
                expected: expected, found: found.excerpt)
        }
        return value
    }
}
