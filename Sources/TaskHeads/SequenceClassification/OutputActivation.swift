import Checkpoints
import Foundation
import InputOutput

/// The activation of a model with one output: a module of `torch.nn` with its default settings.
///
/// The configuration of a sentence-transformers cross-encoder names it.
public enum OutputActivation: String, Sendable, CaseIterable {
    case identity = "Identity"
    case sigmoid = "Sigmoid"
    case tanh = "Tanh"
    case relu = "ReLU"
    case relu6 = "ReLU6"
    case leakyReLU = "LeakyReLU"
    case elu = "ELU"
    case gelu = "GELU"
    case silu = "SiLU"
    case mish = "Mish"
    case softplus = "Softplus"
    case softsign = "Softsign"
    case logSigmoid = "LogSigmoid"
    case hardtanh = "Hardtanh"
    case hardsigmoid = "Hardsigmoid"

    /// Applies the activation to a logit.
    public func callAsFunction(_ logit: Float) -> Float {
        let x = Double(logit)
        let value: Double =
            switch self {
            case .identity: x
            case .sigmoid: Self.sigmoid(x)
            case .tanh: Foundation.tanh(x)
            case .relu: max(x, 0)
            case .relu6: min(max(x, 0), 6)
            case .leakyReLU: x > 0 ? x : 0.01 * x
            case .elu: x > 0 ? x : expm1(x)
            case .gelu: x * 0.5 * (1 + erf(x / 2.0.squareRoot()))
            case .silu: x * Self.sigmoid(x)
            case .mish: x * Foundation.tanh(Self.softplus(x))
            case .softplus: Self.softplus(x)
            case .softsign: x / (1 + abs(x))
            case .logSigmoid: -Self.softplus(-x)
            case .hardtanh: min(max(x, -1), 1)
            case .hardsigmoid: min(max(x / 6 + 0.5, 0), 1)
            }
        return Float(value)
    }

    private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

    private static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
}

extension OutputActivation {
    private static let group = "sentence_transformers"
    private static let key = "activation_fn"
    private static let oldKey = "sbert_ce_default_activation_function"

    /// Adds the activation from config_sentence_transformers.json, where cross-encoders of sentence-transformers 6
    /// store it. It takes precedence over the one in config.json.
    static func complete(_ configuration: inout ModelConfiguration, ofModel directory: String) throws {
        let path = directory.path(of: "config_sentence_transformers.json")
        guard FileManager.default.fileExists(atPath: path), let name = try JSONValue(contentsOf: path)[key],
            name != .null
        else { return }
        var group = configuration.values[Self.group]?.objectValue ?? [:]
        group[key] = name
        configuration.values[Self.group] = .object(group)
    }

    /// Reads the activation that a configuration names: `activation_fn` under `sentence_transformers`, else
    /// `sbert_ce_default_activation_function`; `nil` if it names none, or names the softmax for several outputs, which
    /// is their default.
    ///
    /// - Throws: `FledgeError` if the module is not supported.
    static func named(in configuration: ModelConfiguration, labelCount: Int) throws -> OutputActivation? {
        guard let (place, value) = setting(in: configuration) else { return nil }
        let parts = value.stringValue?.split(separator: ".") ?? []
        let isOfTorch = parts.count > 2 && parts[0] == "torch" && parts[1] == "nn"
        if isOfTorch, parts.last == "Softmax", labelCount > 1 { return nil }
        guard isOfTorch, let name = parts.last, let activation = OutputActivation(rawValue: String(name)) else {
            throw FledgeError(
                .data, at: place, "this activation of the output is not supported",
                expected: "torch.nn.modules.linear.Identity or one of torch.nn.modules.activation."
                    + allCases.filter { $0 != .identity }.map(\.rawValue).joined(separator: ", "),
                found: value.excerpt)
        }
        return activation
    }

    /// Checks that several outputs with this activation become probabilities.
    ///
    /// The identity is accepted: sentence-transformers writes it by default, and it says nothing about probabilities.
    func requireProbabilities(in configuration: ModelConfiguration) throws {
        guard self != .identity, self != .sigmoid, let (place, value) = Self.setting(in: configuration) else { return }
        throw FledgeError(
            .data, at: place, "this activation does not turn several outputs into probabilities",
            expected: "Softmax or Identity (labels that exclude each other), or Sigmoid (labels that do not)",
            found: value.excerpt, advice: "remove the setting: label and evaluate then compute the softmax")
    }

    /// The location and value of the activation's name, if any.
    private static func setting(in configuration: ModelConfiguration) -> (place: String, value: JSONValue)? {
        let names: [(place: String, value: JSONValue?)] = [
            ("\(configuration.path): \(group).\(key)", configuration.values[group]?[key]),
            ("\(configuration.path): \(oldKey)", configuration.values[oldKey]),
        ]
        guard let (place, value) = names.first(where: { $0.value.map { $0 != .null } ?? false }), let value else {
            return nil
        }
        return (place, value)
    }

    /// Writes the activation to a configuration.
    ///
    /// The identity is the default of regression models; it is written only to replace another activation.
    func write(to configuration: inout ModelConfiguration) {
        var group = configuration.values[Self.group]?.objectValue ?? [:]
        let isNamed = group[Self.key] != nil || configuration.values[Self.oldKey] != nil
        configuration.values[Self.oldKey] = nil
        guard self != .identity || isNamed else { return }
        group[Self.key] = .string("torch.nn.modules.\(self == .identity ? "linear" : "activation").\(rawValue)")
        configuration.values[Self.group] = .object(group)
    }

    /// Removes the activation from a configuration, for a model with several outputs.
    static func remove(from configuration: inout ModelConfiguration) {
        configuration.values[oldKey] = nil
        guard var group = configuration.values[Self.group]?.objectValue else { return }
        group[key] = nil
        configuration.values[Self.group] = group.isEmpty ? nil : .object(group)
    }
}
