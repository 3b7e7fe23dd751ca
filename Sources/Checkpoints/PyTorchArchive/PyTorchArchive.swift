import InputOutput

/// A file written by torch.save that contains a state dict (`pytorch_model.bin`), mapped into memory.
///
/// The file's pickle is read as a description and never executed: operations that weights do not need are rejected. A
/// file contains a dict of names and tensors, or a dict with such a dict as its member `state_dict`, whose other
/// members are ignored. Both layouts are supported: the zip archive of torch 1.6 and later, and the older sequence of
/// pickles.
public final class PyTorchArchive: WeightsSource {
    /// The file's path as given by the caller.
    public let path: String
    /// All tensors in the order of the state dict.
    public let allTensors: [WeightsTensor]

    private let file: MappedFile
    private let tensors: [String: StridedTensor]

    /// Opens a file and checks that every tensor lies within it.
    ///
    /// - Throws: ``FledgeError`` with category `noInput` if the file cannot be read; `data`, at the path, a byte of the
    ///   pickle, a storage or a tensor, if it is damaged or contains more than a state dict of plain tensors.
    public init(path: String) throws {
        file = try MappedFile(path: path)
        let pickled = try PickledFile(file.bytes, path: path)
        let dictionary = try StateDictionary(pickled, fileSize: file.bytes.count, path: path)
        self.path = path
        tensors = dictionary.tensors
        allTensors = dictionary.names.compactMap { name in
            dictionary.tensors[name].map {
                WeightsTensor(name: name, elementType: $0.elementType, shape: $0.shape, file: path)
            }
        }
    }

    public var formatName: String { "PyTorch" }

    public func tensor(named name: String) -> WeightsTensor? {
        tensors[name].map { WeightsTensor(name: name, elementType: $0.elementType, shape: $0.shape, file: path) }
    }

    public func read(_ name: String, into destination: UnsafeMutableBufferPointer<Float>) throws {
        guard let tensor = tensors[name] else {
            throw FledgeError(.data, at: path, "the file has no tensor \(name)")
        }
        let count = tensor.shape.reduce(1, *)
        precondition(destination.count == count, "\(name) has \(count) elements, not \(destination.count)")
        try tensor.read(from: file, into: destination, place: "\(path): tensor \(name)")
    }
}
