import Foundation
public import InputOutput

/// Rewrites a checkpoint as a Hugging Face directory: `config.json`, `model.safetensors`, and the files next to them.
public struct CheckpointConversion {
    /// The result of a conversion.
    public struct Summary: Sendable, Encodable {
        /// The original format of the weights.
        public let format: String
        public let tensors: Int
        /// The number of elements in all tensors.
        public let parameters: Int
        /// The new type of the weights; `nil` if each kept its own.
        public let elementType: TensorElementType?
        /// The number of matrices converted to integers with scales.
        public let quantized: Int
        /// Tensors that were omitted, since no model of the family reads them.
        public let omitted: [String]
        /// Files that were copied unchanged.
        public let copied: [String]
    }

    /// The directory to read.
    public let source: String
    /// The type of all elements; `nil` to keep F32, F16 and BF16 and to convert F64 to F32.
    public var elementType: TensorElementType?

    /// Selects the matrices to convert to 8-bit integers with a scale per row, by their canonical names.
    public var quantizes: (String) -> Bool = { _ in false }

    public init(source: String, elementType: TensorElementType? = nil) {
        self.source = source
        self.elementType = elementType
    }

    /// Writes the checkpoint.
    ///
    /// Tensors get the names of the architecture of `configuration`; integer tensors such as position ids, which are
    /// not weights, are omitted.
    ///
    /// - Parameters:
    ///   - configuration: The content of `config.json`.
    ///   - names: The family's tensor names.
    ///   - architecture: An entry of `architectures`, which determines the prefixes.
    /// - Throws: `FledgeError` if the weights cannot be read or the files cannot be written.
    public func write(
        to directory: AtomicDirectory, configuration: ModelConfiguration, names: any TensorNameTable.Type,
        architecture: String
    ) throws -> Summary {
        let weights = try Checkpoint.weights(directory: source)
        var kept: [Kept] = []
        var omitted: [String] = []
        for tensor in weights.allTensors {
            guard let type = self.type(of: tensor) else {
                omitted.append(tensor.name)
                continue
            }
            let canonical = names.canonical(tensor.name)
            kept.append(
                Kept(
                    tensor: tensor,
                    name: names.checkpointName(ofCanonical: canonical, forArchitecture: architecture), type: type,
                    isQuantized: tensor.shape.count == 2 && quantizes(canonical)))
        }
        var configuration = configuration
        configuration.values["architectures"] = .array([.string(architecture)])
        if let elementType {
            configuration.values["dtype"] = .string(Self.settingNames[elementType] ?? "float32")
            configuration.values["torch_dtype"] = nil
        }
        let quantizedCount = kept.count(where: \.isQuantized)
        configuration.isQuantized = quantizedCount > 0
        let encoder = EncoderDirectory.subfolder(of: source)
        let target = encoder.isEmpty ? directory.partialPath : directory.partialPath.path(of: encoder)
        try OutputPath.makeDirectory(target)
        try configuration.write(to: target.path(of: "config.json"))
        let weightsName = quantizedCount > 0 ? Checkpoint.quantizedName : "model.safetensors"
        try write(kept, of: weights, to: target.path(of: weightsName))
        return Summary(
            format: weights.formatName, tensors: kept.count, parameters: kept.reduce(0) { $0 + $1.tensor.count },
            elementType: elementType, quantized: quantizedCount, omitted: omitted,
            copied: try copyOtherFiles(to: directory))
    }

    /// A tensor to be written, with its new name and type.
    private struct Kept {
        let tensor: WeightsTensor
        let name: String
        let type: TensorElementType
        let isQuantized: Bool

        /// The tensor, or its integers followed by their scales.
        var outlines: [TensorOutline] {
            guard isQuantized else { return [TensorOutline(name: name, shape: tensor.shape, elementType: type)] }
            return [
                TensorOutline(name: name, shape: tensor.shape, elementType: .int8),
                TensorOutline(name: Quantization.scalesName(of: name), shape: [tensor.shape[0]]),
            ]
        }
    }

    private func write(_ kept: [Kept], of weights: any WeightsSource, to path: String) throws {
        let parts = kept.flatMap { kept in kept.outlines.map { (kept: kept, outline: $0) } }
        var buffer: [Float] = []
        var scales: [Float] = []
        try SafetensorsWriter.write(to: path, tensors: parts.map(\.outline), metadata: ["format": "pt"]) {
            index, write in
            let (kept, outline) = parts[index]
            guard outline.name == kept.name else { return try scales.withUnsafeBufferPointer(write) }
            let tensor = kept.tensor
            if buffer.count < tensor.count { buffer = [Float](repeating: 0, count: tensor.count) }
            try buffer.withUnsafeMutableBufferPointer { buffer in
                let values = UnsafeMutableBufferPointer(rebasing: buffer[..<tensor.count])
                try weights.read(tensor.name, into: values)
                if kept.isQuantized { scales = Quantization.quantize(values, rows: tensor.shape[0]) }
                try write(UnsafeBufferPointer(values))
            }
        }
    }

    private static let settingNames: [TensorElementType: String] = [
        .float32: "float32", .float16: "float16", .bfloat16: "bfloat16",
    ]

    /// The type in which a tensor is written; `nil` if it is not a weight.
    private func type(of tensor: WeightsTensor) -> TensorElementType? {
        switch tensor.elementType {
        case .float32, .float16, .bfloat16: elementType ?? tensor.elementType
        case .float64, .int8: elementType ?? .float32
        default: nil
        }
    }

    // MARK: Other files

    private static let otherFiles =
        [
            "tokenizer.json", "tokenizer_config.json", "vocab.txt", "special_tokens_map.json", "added_tokens.json",
            "fledge_tokenizer_probes.json", "modules.json", "config_sentence_transformers.json",
            "README.md", "LICENSE", "LICENSE.txt", "training.json",
        ] + SentenceTransformerFiles.encoderSettings

    /// Copies the tokenizer, the files that sentence-transformers puts next to the encoder, the model card and the
    /// license.
    private func copyOtherFiles(to directory: AtomicDirectory) throws -> [String] {
        let encoder = EncoderDirectory.subfolder(of: source)
        var names = Set(["", encoder]).sorted().flatMap { folder in
            Self.otherFiles.map { folder.isEmpty ? $0 : folder.path(of: $0) }
        }
        if let modules = try? JSONValue(contentsOf: "\(source)/modules.json").arrayValue {
            for module in modules {
                guard let path = module["path"]?.stringValue, EncoderDirectory.isInside(path), path != encoder
                else { continue }
                let files = (try? FileManager.default.subpathsOfDirectory(atPath: "\(source)/\(path)")) ?? []
                names += files.sorted().map { "\(path)/\($0)" }
            }
        }
        var copied: [String] = []
        for name in names {
            guard FileSystemEntry.isFile("\(source)/\(name)") else { continue }
            let file = try MappedFile(path: "\(source)/\(name)")
            try withExtendedLifetime(file) { try directory.writeFile(name, file.bytes) }
            copied.append(name)
        }
        return copied
    }
}
