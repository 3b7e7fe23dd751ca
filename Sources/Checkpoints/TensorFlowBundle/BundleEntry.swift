import InputOutput

/// What the index of a checkpoint says about one tensor, `BundleEntryProto`, read but not yet checked.
///
/// Source: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/tensor_bundle.proto
struct BundleEntry {
    /// TensorFlow itself allows no more dimensions.
    private static let maximumRank = 254

    /// The number of the elements' type, as ``TensorFlowElementType`` explains it.
    private(set) var elementTypeNumber = 0
    /// The size of each dimension.
    private(set) var shape: [Int64] = []
    /// Which of the files holds the elements.
    private(set) var shard = 0
    /// Where the elements begin in that file.
    private(set) var offset: Int64 = 0
    /// How many bytes the elements have.
    private(set) var byteCount: Int64 = 0
    /// The masked CRC-32C of those bytes.
    private(set) var check: UInt32 = 0
    /// Whether the elements are in several pieces with entries of their own.
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
