/// The values of all parameters of a model, in one allocation.
///
/// Who writes to a store makes sure that nobody reads it meanwhile: the trainer owns the one that it trains.
public final class ParameterStore: @unchecked Sendable {
    public let layout: ParameterLayout
    private let buffer: FloatBuffer

    /// A store with every parameter at zero.
    public init(layout: ParameterLayout) {
        self.layout = layout
        buffer = FloatBuffer(count: layout.count)
    }

    /// The first float of the allocation.
    public var start: UnsafeMutablePointer<Float> { buffer.start }

    /// The first element of a parameter.
    public func pointer(_ index: ParameterLayout.Index) -> UnsafeMutablePointer<Float> {
        buffer.start + layout[index].offset
    }

    /// The elements of a parameter.
    public func values(_ index: ParameterLayout.Index) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: pointer(index), count: layout[index].count)
    }

    /// A parameter as a matrix; fused neighbours follow it, so `rows` may reach over several.
    public func matrix(_ index: ParameterLayout.Index, rows: Int, columns: Int) -> Matrix {
        Matrix(pointer(index), rows: rows, columns: columns)
    }

    /// Takes over all values of a store with the same layout.
    public func copyValues(from other: ParameterStore) {
        precondition(layout.count == other.layout.count, "the stores have different layouts")
        start.update(from: other.start, count: layout.count)
    }
}
