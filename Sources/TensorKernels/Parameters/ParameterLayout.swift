/// The parameters of a model and the location of each in the model's single allocation.
///
/// The names are those in checkpoints, without the prefix.
public struct ParameterLayout: Sendable {
    /// One parameter: its name, its shape, and its offset in floats.
    public struct Entry: Sendable {
        public let name: String
        public let shape: [Int]
        public let offset: Int
        /// True for a matrix whose rows are looked up by index, such as word embeddings.
        public let isTable: Bool
        /// The number of elements.
        public var count: Int { shape.reduce(1, *) }
        /// The offsets of its elements.
        public var range: Range<Int> { offset..<offset + count }
    }

    /// A reference to a parameter of a layout.
    public struct Index: Sendable, Hashable {
        package let position: Int
    }

    public private(set) var entries: [Entry] = []
    /// For each parameter, the positions of the parameters that it is fused with, including itself.
    private(set) var groups: [Range<Int>] = []
    /// The number of floats that hold all parameters, alignment included.
    public private(set) var count = 0

    public init() {}

    /// Adds a parameter at an offset that is a multiple of 64 bytes.
    public mutating func add(_ name: String, shape: [Int]) -> Index {
        add(fused: [name], shape: shape)[0]
    }

    /// Adds a matrix whose rows are looked up by index: a batch reads and changes few of them.
    public mutating func addTable(_ name: String, rows: Int, columns: Int) -> Index {
        add(fused: [name], shape: [rows, columns], isTable: true)[0]
    }

    /// Adds parameters of the same shape without gaps between them, so that an operation can use them as one matrix.
    public mutating func add(fused names: [String], shape: [Int]) -> [Index] {
        add(fused: names, shape: shape, isTable: false)
    }

    private mutating func add(fused names: [String], shape: [Int], isTable: Bool) -> [Index] {
        count = (count + 15) & ~15
        let group = entries.count..<entries.count + names.count
        groups += names.map { _ in group }
        return names.map { name in
            precondition(index(of: name) == nil, "the parameter \(name) was added twice")
            entries.append(Entry(name: name, shape: shape, offset: count, isTable: isTable))
            count += shape.reduce(1, *)
            return Index(position: entries.count - 1)
        }
    }

    public subscript(index: Index) -> Entry { entries[index.position] }

    /// Returns the parameter with this name.
    public func index(of name: String) -> Index? {
        entries.firstIndex { $0.name == name }.map(Index.init(position:))
    }

    /// All parameters in order.
    public var indices: [Index] { entries.indices.map(Index.init(position:)) }

    /// The number of parameter elements, without alignment.
    public var parameterCount: Int { entries.reduce(0) { $0 + $1.count } }
}
