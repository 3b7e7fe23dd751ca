package import Checkpoints
import Encoders
import Foundation
package import InputOutput
package import TensorKernels

/// Adapters in the layout of PEFT: `adapter_config.json` and `adapter_model.safetensors`, with the head that was trained beside
/// them.
package struct AdapterDirectory {
    private static let configurationName = "adapter_config.json"
    private static let weightsName = "adapter_model.safetensors"
    /// What PEFT puts before the names of the model that it wraps.
    private static let prefix = "base_model.model."

    private let settings: ModelConfiguration
    private let weights: SafetensorsFile
    /// The directory of the model that the adapters belong to.
    package let base: String
    private let rank: Int
    private let alpha: Double

    /// Whether a directory holds adapters.
    package static func exists(at directory: String) -> Bool {
        FileManager.default.fileExists(atPath: directory.path(of: configurationName))
    }

    /// - Throws: `FledgeError` naming the file where something is missing, or of a kind that is not supported.
    package init(_ directory: String) throws {
        let path = directory.path(of: Self.configurationName)
        let settings = ModelConfiguration(values: try JSONValue(contentsOf: path).objectValue ?? [:], path: path)
        func refuse(_ key: String, expected: String) throws {
            throw FledgeError(
                .data, at: "\(path): \(key)", "this kind of adapter is not supported", expected: expected,
                found: settings.values[key]?.excerpt ?? "nothing")
        }
        if try settings.string("peft_type", default: "") != "LORA" { try refuse("peft_type", expected: "LORA") }
        if try settings.string("bias", default: "none") != "none" { try refuse("bias", expected: "none") }
        for key in ["use_dora", "fan_in_fan_out"] where try settings.boolean(key, default: false) {
            try refuse(key, expected: "false")
        }
        for key in ["rank_pattern", "alpha_pattern"] where !(settings.values[key]?.objectValue ?? [:]).isEmpty {
            try refuse(key, expected: "the same for all layers")
        }
        self.settings = settings
        rank = try settings.integer("r")
        guard rank > 0 else { throw FledgeError(.data, at: "\(path): r", "the rank is out of range", found: "\(rank)") }
        let alpha = try settings.number("lora_alpha", default: 8)
        self.alpha = try settings.boolean("use_rslora", default: false) ? alpha * Double(rank).squareRoot() : alpha
        base = try settings.string("base_model_name_or_path")
        do {
            try Checkpoint.requireDirectory(base)
        } catch {
            throw FledgeError(
                .noInput, at: "\(path): base_model_name_or_path", "the model that the adapters belong to is not here",
                expected: "a directory", found: base,
                advice: "fetch it with fledge pull, and write its directory into the file")
        }
        weights = try SafetensorsFile(path: directory.path(of: Self.weightsName))
    }

    /// What describes the model with its adapters: the directory's own configuration or, without one, that of the model
    /// that the adapters belong to.
    package func configuration(in directory: String) throws -> ModelConfiguration {
        let isDescribed = FileManager.default.fileExists(atPath: directory.path(of: "config.json"))
        return try ModelConfiguration(directory: isDescribed ? directory : base)
    }

    /// The files that tell of the adapters.
    var files: [String] { [settings.path, weights.path] }

    /// The shape of a tensor of the trained head.
    package func headShape(_ canonicalName: String, names: any TensorNameTable.Type) -> [Int]? {
        tensors(names)[canonicalName].flatMap { weights.tensor(named: $0)?.shape }
    }

    /// The file's names by their canonical ones.
    private func tensors(_ names: any TensorNameTable.Type) -> [String: String] {
        var found: [String: String] = [:]
        for name in weights.names where name.hasPrefix(Self.prefix) {
            var inner = String(name.dropFirst(Self.prefix.count))
            for part in [".modules_to_save", ".default"] { inner = inner.replacingOccurrences(of: part, with: "") }
            found[names.canonical(inner)] = name
        }
        return found
    }

    /// Adds the adapters to the weights of the model that they belong to, and replaces its head.
    ///
    /// - Throws: `FledgeError` where a tensor does not fit the model.
    package func apply(to parameters: ParameterStore, names: any TensorNameTable.Type, on team: ThreadTeam) throws {
        let layout = parameters.layout
        var tensors = tensors(names)
        let suffix = ".lora_A.weight"
        let modules = tensors.keys.filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }.sorted()
        let adapted = try modules.map { module in
            guard let index = layout.index(of: "\(module).weight"), layout[index].shape.count == 2 else {
                throw FledgeError(
                    .data, at: "\(weights.path): \(module)", "the model has no such linear layer",
                    advice: "check base_model_name_or_path in \(settings.path)")
            }
            return index
        }
        let adapters = LowRankAdapters(rank: rank, alpha: alpha, weights: adapted, of: layout)
        try read(&tensors, into: adapters.parameters)
        adapters.merge(into: parameters, on: team)
        try read(&tensors, into: parameters)
        if let name = tensors.values.min() {
            throw FledgeError(.data, at: "\(weights.path): tensor \(name)", "the model has no use for this tensor")
        }
    }

    /// Reads those tensors that a store has parameters for, and takes them off the list.
    private func read(_ tensors: inout [String: String], into store: ParameterStore) throws {
        for index in store.layout.indices {
            let entry = store.layout[index]
            guard let name = tensors.removeValue(forKey: entry.name) else { continue }
            let shape = weights.tensor(named: name)?.shape
            guard shape == entry.shape else {
                throw FledgeError(
                    .data, at: "\(weights.path): tensor \(name)", "the tensor has the wrong shape",
                    expected: "\(entry.shape)", found: "\(shape ?? [])")
            }
            try weights.read(name, into: store.values(index))
        }
    }

    /// Writes adapters and the head that was trained beside them.
    ///
    /// - Parameters:
    ///   - taskType: The library's word for the task, for instance `SEQ_CLS`.
    ///   - base: The directory of the model that they belong to.
    ///   - targets: The last parts of the names of the adapted layers.
    ///   - checkpointName: Gives the name that a parameter has in checkpoints.
    package static func write(
        _ adapters: LowRankAdapters, of model: any TaskModel, taskType: String, base: String, targets: [String],
        alpha: Double, to directory: AtomicDirectory, checkpointName: (String) -> String
    ) throws {
        let encoder = model.encoder.configuration
        let head = model.parameters.layout.entries.filter { encoder.layer(ofParameter: $0.name) == nil }
        func tensors(of store: ParameterStore, where isWanted: (String) -> Bool) -> [(
            name: String, shape: [Int], values: UnsafeBufferPointer<Float>
        )] {
            store.layout.indices.filter { isWanted(store.layout[$0].name) }.map {
                let entry = store.layout[$0]
                return (prefix + checkpointName(entry.name), entry.shape, UnsafeBufferPointer(store.values($0)))
            }
        }
        let headNames = Set(head.map(\.name))
        try SafetensorsWriter.write(
            to: "\(directory.partialPath)/\(weightsName)",
            tensors: tensors(of: adapters.parameters) { _ in true }
                + tensors(of: model.parameters, where: headNames.contains),
            metadata: ["format": "pt"])
        let headModules = Set(head.compactMap { $0.name.split(separator: ".").first.map(String.init) }).sorted()
        let settings: [String: JSONValue] = [
            "peft_type": .string("LORA"), "task_type": .string(taskType),
            "base_model_name_or_path": .string(URL(fileURLWithPath: base).standardized.path),
            "r": .integer(adapters.rank), "lora_alpha": .number(alpha), "lora_dropout": .number(0),
            "target_modules": .array(targets.map(JSONValue.string)),
            "modules_to_save": .array(headModules.map(JSONValue.string)), "bias": .string("none"),
            "fan_in_fan_out": .bool(false), "inference_mode": .bool(true),
        ]
        try ModelConfiguration(values: settings, path: configurationName).write(
            to: "\(directory.partialPath)/\(configurationName)")
    }
}
