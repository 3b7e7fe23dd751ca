import InputOutput

/// Writes safetensors files.
public enum SafetensorsWriter {
    /// Writes tensors of `Float` as F32, in the order given, and waits until the disk has them.
    ///
    /// The header is padded with spaces to a multiple of eight bytes. The file appears complete or not at all; one that
    /// is at `path` is replaced.
    ///
    /// - Parameters:
    ///   - tensors: Name, shape and elements of each; the elements must be as many as the shape says.
    ///   - metadata: Free-text entries, written as `__metadata__` where there are any.
    /// - Throws: ``FledgeError`` where the file cannot be created or written; with category `software` where a name
    ///   is used twice or reserved, or elements do not fit their shape.
    public static func write(
        to path: String, tensors: [(name: String, shape: [Int], values: UnsafeBufferPointer<Float>)],
        metadata: [String: String]
    ) throws {
        let header = try header(of: tensors, metadata: metadata, path: path)
        let file = try AtomicFile(path: path)
        try withUnsafeBytes(of: UInt64(header.count).littleEndian) { try file.write($0) }
        try file.write(header)
        for tensor in tensors { try file.write(UnsafeRawBufferPointer(tensor.values)) }
        try file.commit()
    }

    private static func header(
        of tensors: [(name: String, shape: [Int], values: UnsafeBufferPointer<Float>)], metadata: [String: String],
        path: String
    ) throws -> [UInt8] {
        var members: [String] = []
        if !metadata.isEmpty {
            let content = try JSONValue.object(metadata.mapValues { .string($0) }).encoded(pretty: false)
            members.append("\"__metadata__\":" + String(decoding: content.dropLast(), as: UTF8.self))
        }
        var names: Set<String> = ["__metadata__"]
        var offset = 0
        for tensor in tensors {
            let place = "\(path): tensor \(tensor.name)"
            guard names.insert(tensor.name).inserted else {
                throw FledgeError(.software, at: place, "the tensor's name is reserved or used twice")
            }
            guard tensor.shape.reduce(1, *) == tensor.values.count else {
                throw FledgeError(
                    .software, at: place, "the elements do not fit the shape",
                    expected: "as many as \(tensor.shape) has", found: "\(tensor.values.count)")
            }
            let end = offset + tensor.values.count * MemoryLayout<Float>.size
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            members.append(
                JSONValue.quoted(tensor.name)
                    + ":{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}")
            offset = end
        }
        var header = Array("{\(members.joined(separator: ","))}".utf8)
        header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: -header.count & 7))
        return header
    }
}
