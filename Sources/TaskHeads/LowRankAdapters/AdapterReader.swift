import Checkpoints
import InputOutput
import TensorKernels

/// Reads the tensors of adapters, and keeps track of those not read yet.
struct AdapterReader {
    let weights: any WeightsSource
    /// The names in the file of the tensors not read yet, by canonical name.
    var tensors: [String: String]
    let layout: ParameterLayout
    /// The path of the adapters' settings file, for messages.
    let settingsPath: String

    private static let linear = (a: ".lora_A.weight", b: ".lora_B.weight")
    private static let embedding = (a: ".lora_embedding_A", b: ".lora_embedding_B")

    /// Reads the matrices of all adapted modules.
    mutating func modules(_ settings: AdapterSettings, isUnused: (String) -> Bool) throws -> [AdaptedModule] {
        var modules: [AdaptedModule] = []
        for name in tensors.keys.sorted() {
            for (isEmbedding, suffix) in [(false, Self.linear), (true, Self.embedding)] where name.hasSuffix(suffix.a) {
                let module = String(name.dropLast(suffix.a.count))
                guard let weight = layout.index(of: "\(module).weight"), layout[weight].shape.count == 2 else {
                    if isUnused("\(module).weight") {
                        tensors = tensors.filter { !$0.key.hasPrefix("\(module).lora_") }
                        continue
                    }
                    throw FledgeError(
                        .data, at: "\(weights.path): \(module)",
                        "the model has no such \(isEmbedding ? "embeddings" : "linear layer")",
                        advice: "check base_model_name_or_path in \(settingsPath)")
                }
                modules.append(try self.module(module, weight, isEmbedding, suffix, settings))
            }
        }
        return modules
    }

    private mutating func module(
        _ module: String, _ weight: ParameterLayout.Index, _ isEmbedding: Bool, _ suffix: (a: String, b: String),
        _ settings: AdapterSettings
    ) throws -> AdaptedModule {
        let shape = layout[weight].shape
        let (inputs, outputs) = isEmbedding ? (shape[0], shape[1]) : (shape[1], shape[0])
        let fileName = tensors["\(module)\(suffix.a)"] ?? module
        let (rank, scale) = try settings.scale(ofModule: Self.module(ofTensor: fileName, suffix.a))
        var result = AdaptedModule(
            weight: weight, isEmbedding: isEmbedding, rank: rank, scale: Float(scale),
            a: try read("\(module)\(suffix.a)", [rank, inputs]),
            b: try read("\(module)\(suffix.b)", [outputs, rank]))
        for name in ["\(module).lora_magnitude_vector", "\(module).lora_magnitude_vector.weight"]
        where tensors[name] != nil {
            result.magnitude = try read(name, [outputs])
        }
        if tensors["\(module).lora_B.bias"] != nil, let bias = layout.index(of: "\(module).bias") {
            result.bias = (bias, try read("\(module).lora_B.bias", [outputs]))
        }
        return result
    }

    /// The name of the module in the base model, which the patterns of the settings match.
    private static func module(ofTensor name: String, _ suffix: String) -> String {
        let inner = name.hasPrefix(AdapterDirectory.prefix) ? name.dropFirst(AdapterDirectory.prefix.count) : name[...]
        return inner.hasSuffix(suffix) ? String(inner.dropLast(suffix.count)) : String(inner)
    }

    private mutating func read(_ name: String, _ shape: [Int]) throws -> [Float] {
        guard let fileName = tensors.removeValue(forKey: name) else {
            throw FledgeError(.data, at: "\(weights.path): \(name)", "the tensor is missing", expected: "\(shape)")
        }
        try requireShape(shape, of: fileName)
        var values = [Float](repeating: 0, count: shape.reduce(1, *))
        try values.withUnsafeMutableBufferPointer { try weights.read(fileName, into: $0) }
        return values
    }

    /// Reads the tensors that are whole parameters of the model.
    ///
    /// - Throws: `FledgeError` if a tensor has the wrong shape or is not used by the model.
    mutating func readParameters(into store: ParameterStore, isUnused: (String) -> Bool) throws {
        for index in layout.indices {
            guard let name = tensors.removeValue(forKey: layout[index].name) else { continue }
            try requireShape(layout[index].shape, of: name)
            try weights.read(name, into: store.values(index))
        }
        if let name = tensors.filter({ !isUnused($0.key) }).values.min() {
            throw FledgeError(.data, at: "\(weights.path): tensor \(name)", "the model has no use for this tensor")
        }
    }

    private func requireShape(_ expected: [Int], of name: String) throws {
        let found = weights.tensor(named: name)?.shape ?? []
        guard found == expected else {
            throw FledgeError(
                .data, at: "\(weights.path): tensor \(name)", "the tensor has the wrong shape",
                expected: "\(expected)", found: "\(found)")
        }
    }
}
