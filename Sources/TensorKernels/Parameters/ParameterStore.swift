/// The values of all parameters of a model, in one allocation.
///
/// Writers to a store must ensure that no one reads it at the same time: the trainer owns the store that it trains. An
/// optimizer may defer updates of table rows; requesting a table, or rows of it, returns them as of the latest update.
/// So request pointers to tables again after each update, and outside of parallel regions. Rows may also be left in the
/// checkpoint's file until they are read.
public final class ParameterStore: @unchecked Sendable {
    public let layout: ParameterLayout
    private let buffer: FloatBuffer
    /// The optimizer that has deferred updates of tables.
    package weak var updater: (any DeferringUpdates)? {
        // An optimizer expects all rows to be present.
        willSet { deferred?.copyAll() }
    }
    /// The tables with rows that are still in a file.
    private var deferred: DeferredTables?

    /// Creates a store with every parameter at zero.
    public init(layout: ParameterLayout) {
        self.layout = layout
        buffer = FloatBuffer(count: layout.count)
    }

    /// The first float of the allocation.
    public var start: UnsafeMutablePointer<Float> {
        deferred?.copyAll()
        bringUpToDate()
        return buffer.start
    }

    /// Leaves tables in their file until their rows are read.
    ///
    /// - Parameters:
    ///   - tables: The memory of each table, as little-endian floats, row after row.
    ///   - owners: Objects that must live as long as this memory is read.
    package func deferReading(_ tables: [ParameterLayout.Index: UnsafeRawBufferPointer], owners: [AnyObject]) {
        deferred = DeferredTables(tables, owners: owners, layout: layout, destination: buffer.start)
    }

    /// Applies all deferred updates. Until the next update, parameters may then be read on several threads.
    package func bringUpToDate() { updater?.bringAllUpToDate() }

    /// The first float of the allocation, for updaters: table rows in it may be outdated.
    package var storage: UnsafeMutablePointer<Float> { buffer.start }

    /// The first element of a parameter.
    public func pointer(_ index: ParameterLayout.Index) -> UnsafeMutablePointer<Float> {
        if layout[index].isTable {
            deferred?.copy(index)
            updater?.bringUpToDate(index)
        }
        return buffer.start + layout[index].offset
    }

    /// The first element of a table of which only these rows will be read.
    public func pointer(_ table: ParameterLayout.Index, reading rows: [Int32]) -> UnsafePointer<Float> {
        deferred?.copy(table, rows: rows)
        updater?.bringUpToDate(table, rows: rows)
        return UnsafePointer(buffer.start + layout[table].offset)
    }

    /// The elements of a parameter.
    public func values(_ index: ParameterLayout.Index) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: pointer(index), count: layout[index].count)
    }

    /// A parameter as a matrix; fused neighbors follow it, so `rows` may extend over several.
    public func matrix(_ index: ParameterLayout.Index, rows: Int, columns: Int) -> Matrix {
        Matrix(pointer(index), rows: rows, columns: columns)
    }

    /// The name of the first parameter that contains an infinity or NaN; `nil` if all are finite.
    public func firstNameWithoutFiniteValues() -> String? {
        layout.indices.first { !values($0).allSatisfy(\.isFinite) }.map { layout[$0].name }
    }

    /// Copies all values of a store with the same layout.
    public func copyValues(from other: ParameterStore) {
        precondition(layout.count == other.layout.count, "the stores have different layouts")
        start.update(from: other.start, count: layout.count)
    }

    /// Swaps all values with another store of the same layout.
    public func exchangeValues(with other: ParameterStore) {
        precondition(layout.count == other.layout.count, "the stores have different layouts")
        let (own, others) = (start, other.start)
        for index in 0..<layout.count { swap(&own[index], &others[index]) }
    }
}
