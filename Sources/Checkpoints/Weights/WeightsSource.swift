/// A tensor of a checkpoint, in any format.
public struct WeightsTensor: Sendable, Equatable {
    /// The tensor's name in the checkpoint, without the prefix of a wrapper.
    public let name: String
    /// The type of its elements.
    public let elementType: TensorElementType
    /// The size of each dimension, the slowest first; empty for a scalar.
    public let shape: [Int]
    /// The file that contains its elements.
    public let file: String
    /// The name in the file, including the prefix of a wrapper.
    public let storedName: String

    public init(
        name: String, elementType: TensorElementType, shape: [Int], file: String, storedName: String? = nil
    ) {
        self.name = name
        self.storedName = storedName ?? name
        self.elementType = elementType
        self.shape = shape
        self.file = file
    }

    /// The number of elements.
    public var count: Int { shape.reduce(1, *) }
}

/// The weights of a checkpoint: named tensors in one or several files, in one of the supported formats.
///
/// After a file has been opened, an implementation guarantees that names are unique, shapes are not negative, and the
/// elements of every tensor lie within their file.
public protocol WeightsSource: Sendable {
    /// The file that lists the tensors, for messages.
    var path: String { get }
    /// The name of the format, for people.
    var formatName: String { get }
    /// The prefix of a wrapper that was removed from the tensors' names; `nil` for none.
    var wrapper: String? { get }
    /// All tensors in file order.
    var allTensors: [WeightsTensor] { get }
    /// Returns the tensor with a name; `nil` if there is none.
    func tensor(named name: String) -> WeightsTensor?

    /// Reads a tensor of floating-point numbers as `Float`, row by row: F32 and, converted, F16, BF16 and F64.
    ///
    /// - Parameter destination: A buffer with as many elements as the tensor.
    /// - Throws: `FledgeError` with category `data` if there is no such tensor or its elements are not floating-point
    ///   numbers.
    func read(_ name: String, into destination: UnsafeMutableBufferPointer<Float>) throws

    /// Returns the elements of a tensor in mapped memory, as little-endian `Float`, row by row and not necessarily
    /// aligned; `nil` if they are not available without reading them.
    func mappedFloats(of name: String) -> MappedFloats?
}

/// A tensor's elements in a file that is mapped into memory.
public struct MappedFloats {
    public let bytes: UnsafeRawBufferPointer
    /// An object that must live as long as the bytes are read.
    public let owner: AnyObject
}

extension WeightsSource {
    public var wrapper: String? { nil }

    public func mappedFloats(of name: String) -> MappedFloats? { nil }
}
