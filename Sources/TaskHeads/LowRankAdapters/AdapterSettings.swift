import Checkpoints
import Foundation
import InputOutput

/// The settings of adapters: the content of PEFT's `adapter_config.json`.
///
/// Adapters of the kind LORA are supported with per-layer ranks and alphas, rank-stabilized scales, DoRA, biases and
/// adapted embeddings. Kinds that change the base model's weights when they are loaded are rejected by name.
struct AdapterSettings {
    /// The task that the adapters were trained for, for instance `SEQ_CLS`; empty if the file does not say.
    let task: String
    let values: ModelConfiguration
    private let rank: Int
    private let alpha: Double
    private let ranks: [ModulePattern]
    private let alphas: [ModulePattern]
    private let isRankStabilized: Bool

    /// A value for the modules whose names match a regular expression, as in PEFT's `rank_pattern`.
    private struct ModulePattern {
        let expression: Regex<AnyRegexOutput>
        let value: Double
    }

    /// Settings that do not affect a trained adapter: they concern training, or repeat what the tensors show.
    private static let ignored: Set = [
        "auto_mapping", "base_model_name_or_path", "corda_config", "ensure_weight_tying", "eva_config",
        "exclude_modules",
        "inference_mode", "layers_pattern", "layers_to_transform", "loftq_config", "lora_dropout", "lora_ga_config",
        "megatron_core", "modules_to_save", "peft_version", "qalora_group_size", "revision", "runtime_config",
        "target_modules",
    ]
    private static let read: Set = [
        "peft_type", "task_type", "r", "lora_alpha", "rank_pattern", "alpha_pattern", "use_rslora", "use_dora", "bias",
        "lora_bias", "fan_in_fan_out", "init_lora_weights", "use_qalora",
    ]
    /// Initializations that do not change the base model, so that only the trained matrices count.
    private static let plainInitializations: [JSONValue] = [
        .bool(true), .bool(false), .string("gaussian"), .string("eva"), .string("orthogonal"),
    ]

    /// - Throws: `FledgeError` that names the first setting that is not supported.
    init(path: String) throws {
        let values = ModelConfiguration(values: try JSONValue(contentsOf: path).objectValue ?? [:], path: path)
        let kind = "this kind of adapter is not supported"
        guard values.values["peft_type"] == .string("LORA") else {
            throw FledgeError(
                .data, at: "\(path): peft_type", kind, expected: "\"LORA\"",
                found: values.values["peft_type"]?.excerpt ?? "no such key")
        }
        try values.requireSetting(
            "task_type", in: ["SEQ_CLS", "TOKEN_CLS", "FEATURE_EXTRACTION"].map(JSONValue.string), kind)
        try values.requireSetting("bias", in: ["none", "all", "lora_only"].map(JSONValue.string), kind)
        for key in ["fan_in_fan_out", "use_qalora"] { try values.requireSetting(key, in: [.bool(false)], kind) }
        try values.requireSetting(
            "init_lora_weights", in: Self.plainInitializations,
            "adapters that change the base model's weights when they are loaded are not supported",
            advice: "convert them with PEFT: save_pretrained with path_initial_model_for_weight_conversion, or "
                + "merge_and_unload and save the whole model")
        try values.requireKnownSettings(Self.read.union(Self.ignored))
        task = try values.string("task_type", default: "")
        rank = try values.integer("r", default: 8)
        guard rank > 0 else { throw FledgeError(.data, at: "\(path): r", "the rank is out of range", found: "\(rank)") }
        alpha = try values.number("lora_alpha", default: 8)
        isRankStabilized = try values.boolean("use_rslora", default: false)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        ranks = try Self.patterns("rank_pattern", of: text, path: path)
        alphas = try Self.patterns("alpha_pattern", of: text, path: path)
        self.values = values
    }

    /// The patterns in file order, since the first match applies.
    private static func patterns(_ key: String, of text: String, path: String) throws -> [ModulePattern] {
        guard let value = try JSONMembers(of: text).first(where: { $0.name == key })?.value, value != "null" else {
            return []
        }
        return try JSONMembers(of: value).map { pattern, value in
            guard let number = Double(value), number > 0, let expression = try? Regex("(?:.*\\.)?(?:\(pattern))") else {
                throw FledgeError(
                    .data, at: "\(path): \(key)", "the pattern cannot be used",
                    expected: "a regular expression and a positive number", found: "\"\(pattern)\": \(value)")
            }
            return ModulePattern(expression: expression, value: number)
        }
    }

    /// The rank of a module's matrices, and the factor of their product.
    ///
    /// - Parameter module: The module's name in the base model, as in the adapters' file.
    func scale(ofModule module: String) throws -> (rank: Int, scale: Double) {
        let rank = try Self.value(ranks, module).map { Int($0) } ?? rank
        let alpha = try Self.value(alphas, module) ?? alpha
        return (rank, alpha / (isRankStabilized ? Double(rank).squareRoot() : Double(rank)))
    }

    private static func value(_ patterns: [ModulePattern], _ module: String) throws -> Double? {
        try patterns.first { try $0.expression.wholeMatch(in: module) != nil }?.value
    }
}
