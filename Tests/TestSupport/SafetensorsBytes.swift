public import Foundation

/// The bytes of a safetensors file, written independently of the code under test.
public enum SafetensorsBytes {
    /// A tensor of 32-bit floats.
    public struct Tensor: Sendable, Equatable {
        public var name: String
        public var shape: [Int]
        public var values: [Float]

        public init(_ name: String, _ shape: [Int], _ values: [Float]) {
            self.name = name
            self.shape = shape
            self.values = values
        }
    }

    /// A file with the tensors in the order given.
    public static func file(_ tensors: [Tensor]) -> Data {
        var offset = 0
        let members = tensors.map { tensor in
            let end = offset + tensor.values.count * 4
            defer { offset = end }
            return #""\#(tensor.name)":{"dtype":"F32","shape":\#(tensor.shape),"data_offsets":[\#(offset),\#(end)]}"#
        }
        let header = Data("{\(members.joined(separator: ","))}".utf8)
        var data = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header
        for tensor in tensors { tensor.values.withUnsafeBytes { data.append(contentsOf: $0) } }
        return data
    }

    /// The tensors of a file that contains only 32-bit floats, by name.
    ///
    /// - Throws: `CocoaError` if the file cannot be read or is not such a file.
    public static func tensors(path: String) throws -> [String: Tensor] {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let length = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        let header = try JSONSerialization.jsonObject(with: data.dropFirst(8).prefix(length))
        guard let entries = header as? [String: Any] else { throw CocoaError(.fileReadCorruptFile) }
        var tensors: [String: Tensor] = [:]
        for (name, entry) in entries where name != "__metadata__" {
            guard let entry = entry as? [String: Any], let shape = entry["shape"] as? [Int],
                entry["dtype"] as? String == "F32", let offsets = entry["data_offsets"] as? [Int], offsets.count == 2
            else { throw CocoaError(.fileReadCorruptFile) }
            let bytes = data[(8 + length + offsets[0])..<(8 + length + offsets[1])]
            let values = [Float](unsafeUninitializedCapacity: bytes.count / 4) { buffer, count in
                count = bytes.copyBytes(to: buffer) / 4
            }
            tensors[name] = Tensor(name, shape, values)
        }
        return tensors
    }
}
