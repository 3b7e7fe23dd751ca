import InputOutput

/// A TensorFlow checkpoint, such as Google's `bert_model.ckpt`, with the tensor names of the same model in PyTorch.
///
/// A checkpoint consists of an index, `bert_model.ckpt.index`, and files with the elements,
/// `bert_model.ckpt.data-00000-of-00001` and so on; all are mapped into memory. The whole index is checked when the
/// checkpoint is opened, a tensor's checksum when it is read. Kernels of dense layers, which have one column per output
/// in TensorFlow, are transposed. Names follow the conversion in transformers; see ``TensorFlowTensorNames``.
public final class TensorFlowBundle: Sendable {
    /// The path of the index.
    public let path: String
    /// All tensors in file order.
    public let allTensors: [WeightsTensor]
    /// The variables that are not weights, by their names in the checkpoint, in order: moments and counters of the
    /// optimizer, the generator that comes with an ELECTRA discriminator, and variables with non-numeric elements.
    public let skippedNames: [String]

    private let tensors: [String: BundleTensor]
    private let shards: [Int: MappedFile]

    /// Opens a checkpoint.
    ///
    /// - Parameter prefix: The common prefix of its files' paths, for instance `model/bert_model.ckpt`; the path of the
    ///   index is accepted too.
    /// - Throws: ``FledgeError`` with category `noInput` if the index or a shard cannot be read; `data`, at the path or
    ///   at `path: tensor name` with the name in the checkpoint, if the files are damaged or of another kind.
    public init(prefix: String) throws {
        let prefix = prefix.hasSuffix(".index") ? String(prefix.dropLast(".index".count)) : prefix
        let path = prefix + ".index"
        let file = try MappedFile(path: path)
        let content = try BundleIndex(file: file.bytes, path: path)
        let (tensors, skippedNames) = try Self.translate(content, path: path)
        let shards = try BundleShards(
            prefix: prefix, shardCount: content.shardCount, indexPath: path, tensors: tensors.values)
        self.path = path
        self.skippedNames = skippedNames
        self.tensors = tensors
        self.shards = shards.files
        allTensors = shards.tensors.map { tensor in
            WeightsTensor(
                name: tensor.name, elementType: tensor.elementType, shape: tensor.shape,
                file: shards.files[tensor.shard]?.path ?? path)
        }
    }

    private static func translate(
        _ index: BundleIndex, path: String
    ) throws -> (tensors: [String: BundleTensor], skippedNames: [String]) {
        let isELECTRA = index.entries.contains { $0.name.hasPrefix("electra/") }
        var tensors: [String: BundleTensor] = [:]
        var skippedNames: [String] = []
        for (variableName, entry) in index.entries {
            guard
                case .tensor(let name, let isKernel) = TensorFlowTensorNames.translation(
                    of: variableName, isELECTRA: isELECTRA),
                !TensorFlowElementType.isForeign(entry.elementTypeNumber)
            else {
                skippedNames.append(variableName)
                continue
            }
            let tensor = try BundleTensor(
                name: name, variableName: variableName, isKernel: isKernel, entry: entry,
                shardCount: index.shardCount, path: path)
            if let other = tensors.updateValue(tensor, forKey: name) {
                throw FledgeError(
                    .data, at: path, "two variables are the same tensor \(name)",
                    found: "\(other.variableName) and \(variableName)")
            }
        }
        return (tensors, skippedNames)
    }

    /// Returns the tensor with a name and the bytes of its elements, which are valid during the lifetime of this
    /// object.
    func storage(of name: String) throws -> (tensor: BundleTensor, bytes: UnsafeRawBufferPointer, file: String) {
        guard let tensor = tensors[name], let file = shards[tensor.shard] else {
            throw FledgeError(.data, at: path, "the checkpoint has no tensor \(name)")
        }
        return (tensor, UnsafeRawBufferPointer(rebasing: file.bytes[tensor.byteRange]), file.path)
    }

    public func tensor(named name: String) -> WeightsTensor? {
        tensors[name].map { tensor in
            WeightsTensor(
                name: name, elementType: tensor.elementType, shape: tensor.shape,
                file: shards[tensor.shard]?.path ?? path)
        }
    }
}
