/// A tensor's entry in the header of a safetensors file.
public struct TensorEntry: Sendable, Equatable {
    /// The tensor's name in the file.
    public let name: String
    /// The type of its elements.
    public let elementType: TensorElementType
    /// The size of each dimension, the slowest first; empty for a scalar.
    public let shape: [Int]
    /// The bytes of its elements, counted from the start of the file.
    public let byteRange: Range<Int>

    /// The number of elements.
    public var count: Int { byteRange.count / elementType.byteCount }
}
