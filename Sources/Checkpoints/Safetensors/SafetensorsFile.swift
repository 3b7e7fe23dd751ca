import InputOutput

/// A safetensors file, mapped into memory; its whole header is checked when it is opened.
public final class SafetensorsFile: Sendable {
    /// The file's path as given by the caller.
    public let path: String
    /// The tensors by their names in the file.
    public let tensors: [String: TensorEntry]
    /// The names of the tensors in the order of their elements in the file.
    public let names: [String]
    /// The free-text entries of the header's `__metadata__`.
    public let metadata: [String: String]

    let file: MappedFile

    /// Opens a file and checks its header.
    ///
    /// - Throws: ``FledgeError`` with category `noInput` if the file cannot be read; `data`, at the path or at
    ///   `path: tensor name`, if it is not a valid safetensors file.
    public init(path: String) throws {
        file = try MappedFile(path: path)
        let header = try SafetensorsHeader(file: file.bytes, path: path)
        self.path = path
        names = header.entries.map(\.name)
        tensors = Dictionary(uniqueKeysWithValues: header.entries.map { ($0.name, $0) })
        metadata = header.metadata
    }

    /// The bytes of a tensor's elements, little-endian and not necessarily aligned; valid during the lifetime of this
    /// object.
    ///
    /// - Parameter entry: A tensor of this file.
    public func bytes(of entry: TensorEntry) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: file.bytes[entry.byteRange])
    }
}
