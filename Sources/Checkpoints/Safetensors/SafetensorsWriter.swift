import InputOutput

/// A tensor to be written.
public struct TensorOutline: Sendable, Equatable {
    public var name: String
    /// The size of each dimension, the slowest first; empty for a scalar.
    public var shape: [Int]
    /// F32, F16, BF16 or I8.
    public var elementType: TensorElementType

    public init(name: String, shape: [Int], elementType: TensorElementType = .float32) {
        self.name = name
        self.shape = shape
        self.elementType = elementType
    }
}

/// Writes safetensors files.
public enum SafetensorsWriter {
    /// Writes tensors in the given order, and waits until they are on disk.
    ///
    /// The header is padded with spaces to a multiple of eight bytes. The file appears either complete or not at all
    /// and replaces an existing file at `path`. Elements are rounded to the nearest value of their type, ties to even.
    ///
    /// - Parameters:
    ///   - tensors: The tensors to write.
    ///   - metadata: Free-text entries, written as `__metadata__` if there are any.
    ///   - elements: Called for each tensor in turn with its index; it must call `write` once with all elements.
    /// - Throws: ``FledgeError`` if the file cannot be created or written; with category `data` if an element is too
    ///   large for its type; with category `software` if a name is used twice or reserved, or the number of elements
    ///   does not match the shape.
    public static func write(
        to path: String, tensors: [TensorOutline], metadata: [String: String],
        elements: (_ index: Int, _ write: (UnsafeBufferPointer<Float>) throws -> Void) throws -> Void
    ) throws {
        let header = try header(of: tensors, metadata: metadata, path: path)
        let file = try AtomicFile(path: path)
        try withUnsafeBytes(of: UInt64(header.count).littleEndian) { try file.write($0) }
        try file.write(header)
        for (index, tensor) in tensors.enumerated() {
            let place = "\(path): tensor \(tensor.name)"
            try elements(index) { values in
                guard tensor.shape.reduce(1, *) == values.count else {
                    throw FledgeError(
                        .software, at: place, "the elements do not fit the shape",
                        expected: "as many as \(tensor.shape) has", found: "\(values.count)")
                }
                try TensorElements.forEachChunk(of: values, as: tensor.elementType, place: place) { try file.write($0) }
            }
        }
        try file.commit()
    }

    /// Writes tensors of `Float` as F32, otherwise as ``write(to:tensors:metadata:elements:)``.
    public static func write(
        to path: String, tensors: [(name: String, shape: [Int], values: UnsafeBufferPointer<Float>)],
        metadata: [String: String]
    ) throws {
        let outlines = tensors.map { TensorOutline(name: $0.name, shape: $0.shape) }
        try write(to: path, tensors: outlines, metadata: metadata) { index, write in try write(tensors[index].values) }
    }

    private static func header(
        of tensors: [TensorOutline], metadata: [String: String], path: String
    ) throws -> [UInt8] {
        var members: [String] = []
        if !metadata.isEmpty {
            let content = try JSONValue.object(metadata.mapValues { .string($0) }).encoded(pretty: false)
            members.append("\"__metadata__\":" + String(decoding: content.dropLast(), as: UTF8.self))
        }
        var names: Set<String> = ["__metadata__"]
        var offset = 0
        for tensor in tensors {
            guard names.insert(tensor.name).inserted else {
                throw FledgeError(
                    .software, at: "\(path): tensor \(tensor.name)", "the tensor's name is reserved or used twice")
            }
            let end = offset + tensor.shape.reduce(1, *) * tensor.elementType.byteCount
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            members.append(
                JSONValue.quoted(tensor.name)
                    + ":{\"dtype\":\"\(tensor.elementType.rawValue)\",\"shape\":[\(shape)],"
                    + "\"data_offsets\":[\(offset),\(end)]}")
            offset = end
        }
        var header = Array("{\(members.joined(separator: ","))}".utf8)
        header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: -header.count & 7))
        return header
    }
}
