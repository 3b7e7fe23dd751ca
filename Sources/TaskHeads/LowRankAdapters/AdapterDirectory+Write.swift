package import Checkpoints
import Encoders
import Foundation
package import InputOutput
import TensorKernels

extension AdapterDirectory {
    /// Writes adapters and the head that was trained with them.
    ///
    /// - Parameters:
    ///   - taskType: PEFT's name for the task, for instance `SEQ_CLS`.
    ///   - base: The directory of the base model. A model in the hub's cache is referenced by its name on the hub.
    ///   - targets: The last components of the names of the adapted layers.
    ///   - checkpointName: Maps a parameter's name to its name in checkpoints.
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
        let hub = HubCacheLayout.reference(ofSnapshot: base)
        let settings: [String: JSONValue] = [
            "peft_type": .string("LORA"), "task_type": .string(taskType),
            "base_model_name_or_path": .string(hub?.name ?? URL(fileURLWithPath: base).standardized.path),
            "revision": hub.map { .string($0.commit) } ?? .null,
            "r": .integer(adapters.rank), "lora_alpha": .number(alpha), "lora_dropout": .number(0),
            "target_modules": .array(targets.map(JSONValue.string)),
            "modules_to_save": .array(headModules.map(JSONValue.string)), "bias": .string("none"),
            "fan_in_fan_out": .bool(false), "inference_mode": .bool(true),
        ]
        try ModelConfiguration(values: settings, path: AdapterBase.configurationName).write(
            to: "\(directory.partialPath)/\(AdapterBase.configurationName)")
    }

    /// Records the base model's path relative to the adapters in the configuration beside them, so that both can be
    /// moved together. PEFT reads the absolute path in the adapters' own settings. A base in the hub's cache is found
    /// by its name.
    ///
    /// - Parameters:
    ///   - base: The directory of the base model.
    ///   - directory: The directory that the adapters are written to.
    package static func noteBase(_ base: String, of directory: String, in configuration: inout ModelConfiguration) {
        guard HubCacheLayout.reference(ofSnapshot: base) == nil else { return }
        var members = configuration.values["fledge"]?.objectValue ?? [:]
        members[AdapterBase.relativePathKey] = .string(OutputPath.relative(base, to: directory))
        configuration.values["fledge"] = .object(members)
    }
}
