import InputOutput

/// A tensor's entry in the index of a checkpoint, `BundleEntryProto`, read but not yet checked.
///
/// Source: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/tensor_bundle.proto
struct BundleEntry {
    /// TensorFlow itself does not allow more dimensions.
    private static let maximumRank = 254

    /// The number of the element type, as defined in ``TensorFlowElementType``.
    private(set) var elementTypeNumber = 0
    /// The size of each dimension.
    private(set) var shape: [Int64] = []
    /// The index of the file that contains the elements.
    private(set) var shard = 0
    /// The offset of the elements in that file.
    private(set) var offset: Int64 = 0
    /// The size of the elements in bytes.
    private(set) var byteCount: Int64 = 0
    /// The masked CRC-32C of these bytes.
    private(set) var check: UInt32 = 0
    /// True if the elements are split into pieces with separate entries.
    private(set) var isPartitioned = false

    /// - Parameter message: The bytes of the entry.
    /// - Throws: ``MalformedBytes``.
    init(_ message: UnsafeRawBufferPointer) throws {
        var reader = ProtocolBuffersReader(message)
        while let field = try reader.next() {
            switch field.number {
            case 1: elementTypeNumber = try field.int32()
            case 2: try field.forEachField { try readShape($0) }
            case 3: shard = try field.int32()
            case 4: offset = try field.int64()
            case 5: byteCount = try field.int64()
            case 6: check = try field.fixed32()
            case 7: isPartitioned = true
            default: break
            }
        }
    }

    /// Reads a field of a `TensorShapeProto`.
    private mutating func readShape(_ field: ProtocolBuffersReader.Field) throws {
        switch field.number {
        case 2:
            guard shape.count < Self.maximumRank else {
                throw MalformedBytes(
                    problem: "the shape has more than \(Self.maximumRank) dimensions", offset: field.offset)
            }
            var size: Int64 = 0
            try field.forEachField { if $0.number == 1 { size = try $0.int64() } }
            shape.append(size)
        case 3:
            guard try field.int64() == 0 else {
                throw MalformedBytes(problem: "the shape has no known rank", offset: field.offset)
            }
        default: break
        }
    }
}
