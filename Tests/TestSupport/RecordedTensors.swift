import InputOutput

/// Tensors that a recording script wrote as safetensors.
///
/// The tests read them with this separate reader, so that expected values do not pass through the code under test. It
/// trusts the file.
public final class RecordedTensors: Sendable {
    private let file: MappedFile
    private let header: [String: JSONValue]
    private let start: Int

    /// Opens a file in Tests/Fixtures.
    public convenience init(fixture: String) throws { try self.init(path: Fixtures.path(fixture)) }

    public init(path: String) throws {
        file = try MappedFile(path: path)
        let length = Int(file.bytes.loadUnaligned(as: UInt64.self))
        start = 8 + length
        let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[8..<start])
        header = try JSONValue(parsing: bytes, path: path).objectValue?.filter { $0.key != "__metadata__" } ?? [:]
    }

    public var names: [String] { header.keys.sorted() }

    /// The elements of an F32 tensor in row-major order.
    public func floats(_ name: String) throws -> [Float] { try elements(name, type: "F32") }

    /// The elements of an I32 tensor in row-major order.
    public func integers(_ name: String) throws -> [Int32] { try elements(name, type: "I32") }

    private func elements<Element: BitwiseCopyable>(_ name: String, type: String) throws -> [Element] {
        let offsets = header[name]?["data_offsets"]?.arrayValue?.compactMap(\.integerValue) ?? []
        guard offsets.count == 2, header[name]?["dtype"]?.stringValue == type else {
            throw FledgeError(.noInput, at: file.path, "there is no recorded tensor \(name) of type \(type)")
        }
        return stride(from: start + offsets[0], to: start + offsets[1], by: 4).map {
            file.bytes.loadUnaligned(fromByteOffset: $0, as: Element.self)
        }
    }
}

extension RecordedTensors {
    /// A sequence of recorded tokens.
    public struct Sequence: Sendable {
        public let ids: [Int32]
        public let types: [Int32]
    }

    /// The recorded sequences, from the tensors `ids`, `offsets` and, where it exists, `types`.
    ///
    /// - Parameter prefix: The prefix of these names.
    public func sequences(prefix: String = "") throws -> [Sequence] {
        let ids = try integers(prefix + "ids")
        let offsets = try integers(prefix + "offsets").map(Int.init)
        let types = header[prefix + "types"] == nil ? ids.map { _ in 0 } : try integers(prefix + "types")
        return zip(offsets, offsets.dropFirst()).map { first, last in
            Sequence(ids: Array(ids[first..<last]), types: Array(types[first..<last]))
        }
    }

    /// The recorded classes of the sequences.
    public func labels(prefix: String = "") throws -> [Int] { try integers(prefix + "labels").map(Int.init) }

    /// The sequences of each recorded batch.
    public func batches(prefix: String = "") throws -> [Range<Int>] {
        let starts = try integers(prefix + "batches").map(Int.init)
        return zip(starts, starts.dropFirst()).map { $0..<$1 }
    }
}
