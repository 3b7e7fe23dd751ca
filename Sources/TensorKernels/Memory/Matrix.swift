/// A view of a dense row-major matrix of floats, which operations work on; it does not own its memory.
public struct Matrix: @unchecked Sendable {
    /// The first element of the first row.
    public let start: UnsafeMutablePointer<Float>
    public let rows: Int
    public let columns: Int

    public init(_ start: UnsafeMutablePointer<Float>, rows: Int, columns: Int) {
        self.start = start
        self.rows = rows
        self.columns = columns
    }

    /// The number of elements.
    public var count: Int { rows * columns }

    /// The first element of a row.
    public func row(_ index: Int) -> UnsafeMutablePointer<Float> { start + index * columns }

    /// A view of some of the rows.
    public func rows(_ range: Range<Int>) -> Matrix {
        Matrix(row(range.lowerBound), rows: range.count, columns: columns)
    }

    /// All elements, row after row.
    public var elements: UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(start: start, count: count) }
}
