/// A tensor of a checkpoint, whatever the format.
public struct WeightsTensor: Sendable, Equatable {
    /// The tensor's name as the checkpoint has it, without the prefix of a wrapper.
    public let name: String
    /// The type of its elements.
    public let elementType: TensorElementType
    /// The size of each dimension, the slowest first; empty for a scalar.
    public let shape: [Int]
    /// The file that holds its elements.
    public let file: String
    /// The name that the file has for it; ``name`` lacks the prefix of a wrapper.
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

/// The weights of a checkpoint: named tensors in one file or several, in one of the formats that Fledge reads.
///
/// What an implementation promises of a file that was opened: names are unique, shapes are not negative, and the
/// elements of every tensor lie within their file.
public protocol WeightsSource: Sendable {
    /// The file that names the tensors, for messages.
    var path: String { get }
    /// What the format is called, for people.
    var formatName: String { get }
    /// The prefix of a wrapper that the names of the tensors lack here; `nil` if they have none.
    var wrapper: String? { get }
    /// All tensors in the order of the files.
    var allTensors: [WeightsTensor] { get }
    /// The tensor of a name; nil where there is none.
    func tensor(named name: String) -> WeightsTensor?

    /// Reads a tensor of floating-point numbers as `Float`, row by row: F32 and, converted, F16, BF16 and F64.
    ///
    /// - Parameter destination: Where its elements go; as many as the tensor has.
    /// - Throws: `FledgeError` with category `data` where there is no such tensor or its elements are no floating-point
    ///   numbers.
    func read(_ name: String, into destination: UnsafeMutableBufferPointer<Float>) throws

    /// The elements of a tensor where they lie in memory as little-endian `Float`, row by row and not necessarily aligned;
    /// nil where they are not to be had without reading them.
    func mappedFloats(of name: String) -> MappedFloats?
}

/// A tensor's elements in a file that is mapped into memory.
public struct MappedFloats {
    public let bytes: UnsafeRawBufferPointer
    /// What must live as long as the bytes are read.
    public let owner: AnyObject
}

extension WeightsSource {
    public var wrapper: String? { nil }

    public func mappedFloats(of name: String) -> MappedFloats? { nil }
}
