package import Checkpoints
import Encoders
import Foundation
import InputOutput
package import TensorKernels

/// Adapters in PEFT's layout: `adapter_config.json` and `adapter_model.safetensors` or `adapter_model.bin`, with the
/// head that was trained with them.
package struct AdapterDirectory {
    static let weightsName = "adapter_model.safetensors"
    /// The prefix that PEFT adds to the names of the model it wraps.
    static let prefix = "base_model.model."

    private let directory: String
    private let settings: AdapterSettings
    private let weights: any WeightsSource
    /// The directory of the base model.
    package let base: String

    /// Returns true if a directory contains adapters.
    package static func exists(at directory: String) -> Bool {
        FileSystemEntry.isFile(EncoderDirectory.path(of: directory).path(of: AdapterBase.configurationName))
    }

    /// - Throws: `FledgeError` naming the file if something is missing or not supported.
    package init(_ directory: String) throws {
        let directory = EncoderDirectory.path(of: directory)
        let path = directory.path(of: AdapterBase.configurationName)
        settings = try AdapterSettings(path: path)
        self.directory = directory
        let name = try settings.values.string("base_model_name_or_path")
        let revision = try settings.values.string("revision", default: "")
        guard
            let base = AdapterBase.directory(
                named: name, revision: revision.isEmpty ? nil : revision, of: directory)
        else {
            throw FledgeError(
                .noInput, at: "\(path): base_model_name_or_path", "the model that the adapters belong to is not here",
                expected: "a directory, or the name of a model in the cache of the hub",
                found: revision.isEmpty ? name : "\(name), revision \(revision)",
                advice: "fetch it with fledge pull, or write its directory into the file")
        }
        guard !Self.exists(at: base) else {
            throw FledgeError(
                .data, at: "\(path): base_model_name_or_path", "adapters of adapters are not supported",
                expected: "the directory of a whole model", found: base,
                advice: "merge the base with its adapters first")
        }
        self.base = base
        weights = try Self.weights(in: directory)
    }

    private static func weights(in directory: String) throws -> any WeightsSource {
        let path = directory.path(of: weightsName)
        let archive = directory.path(of: "adapter_model.bin")
        return !FileSystemEntry.isFile(path) && FileSystemEntry.isFile(archive)
            ? try PyTorchArchive(path: archive) : try SafetensorsFile(path: path)
    }

    /// The configuration of the model with its adapters: the directory's own or, if missing, the base model's, adapted
    /// to the task that the adapters were trained for.
    package func configuration() throws -> ModelConfiguration {
        if FileSystemEntry.isFile(directory.path(of: "config.json")) {
            return try ModelConfiguration(directory: directory)
        }
        var configuration = try ModelConfiguration(directory: base)
        let family = try EncoderFamily(configuration)
        let (task, output): (String, String)
        switch settings.task {
        case "SEQ_CLS": (task, output) = ("SequenceClassification", family.classificationHead.outputName)
        case "TOKEN_CLS": (task, output) = ("TokenClassification", "classifier")
        default: return configuration
        }
        configuration.values["architectures"] = .array([.string(family.architecture(for: task))])
        let count = tensors(family.tensorNames)["\(output).weight"].flatMap { weights.tensor(named: $0)?.shape.first }
        if let count, try configuration.classifierLabels?.count != count {
            configuration.setLabels((0..<count).map { "LABEL_\($0)" })
        }
        return configuration
    }

    /// The path of the adapters' settings file, for messages.
    var settingsPath: String { settings.values.path }

    /// The files of the adapters.
    var files: [String] { [settingsPath, weights.path] }

    /// Returns true if the adapters include this parameter, which replaces the base model's.
    package func contains(parameter name: String, names: any TensorNameTable.Type) -> Bool {
        tensors(names)[name] != nil
    }

    /// Maps canonical names to the names in the file.
    private func tensors(_ names: any TensorNameTable.Type) -> [String: String] {
        var found: [String: String] = [:]
        // If all biases are trained, PEFT also writes the original of a module that was replaced.
        for tensor in weights.allTensors where !tensor.name.contains(".original_module.") {
            var inner = String(
                tensor.name.hasPrefix(Self.prefix) ? tensor.name.dropFirst(Self.prefix.count) : tensor.name[...])
            for part in [".modules_to_save", ".base_layer", ".default"] {
                inner = inner.replacingOccurrences(of: part, with: "")
            }
            found[names.canonical(inner)] = tensor.name
        }
        return found
    }

    /// Adds the adapters to the weights of the base model, and replaces the parameters that they include.
    ///
    /// - Parameter isUnused: Returns true for a known parameter that is not part of the model, such as a head when the
    ///   model is an encoder alone.
    /// - Throws: `FledgeError` if a tensor does not fit the model.
    package func apply(
        to parameters: ParameterStore, names: any TensorNameTable.Type, isUnused: (String) -> Bool = { _ in false },
        on team: ThreadTeam
    ) throws {
        var reader = AdapterReader(
            weights: weights, tensors: tensors(names), layout: parameters.layout, settingsPath: settingsPath)
        let modules = try reader.modules(settings, isUnused: isUnused)
        // Whole parameters first: the values of an adapted embedding may be included, and its adapters apply to those.
        try reader.readParameters(into: parameters, isUnused: isUnused)
        let layout = parameters.layout
        let layers = modules.filter { !layout[$0.weight].isTable }
        for module in modules where layout[module.weight].isTable { module.merge(into: parameters) }
        team.forEach(layers.count) { _, number in layers[number].merge(into: parameters) }
    }
}
