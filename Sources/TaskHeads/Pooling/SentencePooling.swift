import Checkpoints
import Foundation
import InputOutput

/// What follows the encoder in a sentence-transformers directory: pooling, linear layers and normalisation where there
/// are such.
public struct SentencePooling: Sendable, Equatable {
    public var mode: PoolingMode
    /// Whether each embedding is divided by its length.
    public var normalizes: Bool
    /// Whether the tokens of a prompt take part in pooling.
    public var includesPrompt: Bool
    /// The directories of the linear layers after pooling, in their order.
    public var densePaths: [String]

    public init(mode: PoolingMode, normalizes: Bool, includesPrompt: Bool = true, densePaths: [String] = []) {
        self.mode = mode
        self.normalizes = normalizes
        self.includesPrompt = includesPrompt
        self.densePaths = densePaths
    }

    /// Reads `modules.json` and the pooling module's configuration, in both schemas that sentence-transformers wrote.
    ///
    /// - Throws: `FledgeError` where the directory does not say how to pool, or asks for what Fledge does not have.
    public init(directory: String) throws {
        try Checkpoint.requireDirectory(directory)
        let modulesPath = "\(directory)/modules.json"
        guard FileManager.default.fileExists(atPath: modulesPath) else {
            throw FledgeError(
                .data, at: directory, "nothing says how token vectors become one embedding",
                expected: "modules.json and a pooling configuration, as sentence-transformers writes them",
                found: "no modules.json", advice: "name the pooling yourself, for instance with --pooling mean")
        }
        let modules = try JSONValue(contentsOf: modulesPath).arrayValue ?? []
        var mode: PoolingMode?
        var normalizes = false
        var includesPrompt = true
        var densePaths: [String] = []
        for module in modules {
            let type = module["type"]?.stringValue ?? ""
            switch type.split(separator: ".").last {
            case "Transformer": continue
            case "Normalize": normalizes = true
            case "Pooling":
                let path = "\(directory)/\(module["path"]?.stringValue ?? "")/config.json"
                let configuration = try JSONValue(contentsOf: path)
                mode = try SentencePooling.mode(configuration, path: path)
                includesPrompt = configuration["include_prompt"]?.booleanValue ?? true
            case "Dense" where mode != nil && !normalizes:
                densePaths.append("\(directory)/\(module["path"]?.stringValue ?? "")")
            default:
                throw FledgeError(
                    .data, at: modulesPath, "a module of this type is not supported",
                    expected: "Transformer, Pooling, Dense or Normalize, in this order",
                    found: type.isEmpty ? "no type" : type)
            }
        }
        guard let mode else {
            throw FledgeError(
                .data, at: modulesPath, "no pooling module is listed", expected: "a module of type Pooling",
                found: "\(modules.count) modules", advice: "name the pooling yourself, for instance with --pooling mean"
            )
        }
        self.init(mode: mode, normalizes: normalizes, includesPrompt: includesPrompt, densePaths: densePaths)
    }

    /// The one mode that a pooling configuration switches on.
    private static func mode(_ configuration: JSONValue, path: String) throws -> PoolingMode {
        var names: [String] = []
        if let name = configuration["pooling_mode"] {
            names = name.stringValue.map { [$0] } ?? name.arrayValue?.compactMap(\.stringValue) ?? []
        } else {
            let prefix = "pooling_mode_"
            for (key, value) in configuration.objectValue ?? [:] where key.hasPrefix(prefix) && value == .bool(true) {
                names.append(String(key.dropFirst(prefix.count)))
            }
        }
        let known: [String: PoolingMode] = [
            "mean": .mean, "mean_tokens": .mean, "cls": .cls, "cls_token": .cls, "max": .max, "max_tokens": .max,
            "mean_sqrt_len_tokens": .meanSqrtLength, "mean_sqrt_len": .meanSqrtLength,
            "weightedmean": .weightedMean, "weightedmean_tokens": .weightedMean, "lasttoken": .lastToken,
        ]
        guard names.count == 1, let mode = known[names[0]] else {
            throw FledgeError(
                .data, at: path, "this way of pooling is not supported",
                expected: "one of \(PoolingMode.allCases.map(\.rawValue).joined(separator: ", "))",
                found: names.isEmpty ? "none" : names.sorted().joined(separator: ", "))
        }
        return mode
    }
}
