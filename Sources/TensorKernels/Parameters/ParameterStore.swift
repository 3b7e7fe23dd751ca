/// The values of all parameters of a model, in one allocation.
///
/// Who writes to a store makes sure that nobody reads it meanwhile: the trainer owns the one that it trains. An optimiser
/// may put off updates of the rows of tables; whoever asks for a table, or for rows of it, gets them as of the latest
/// update. So pointers to tables are asked for anew after each update, and outside of parallel regions. Rows may also be left
/// in the checkpoint's file until they are read.
public final class ParameterStore: @unchecked Sendable {
    public let layout: ParameterLayout
    private let buffer: FloatBuffer
    /// Who has put off updates of tables.
    package weak var updater: (any DeferringUpdates)? {
        // Who updates rows finds all of them.
        willSet { deferred?.copyAll() }
    }
    /// The tables whose rows are still in a file.
    private var deferred: DeferredTables?

    /// A store with every parameter at zero.
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

    /// Leaves tables in their file until rows of them are read.
    ///
    /// - Parameters:
    ///   - tables: Where each of them lies, as little-endian floats, row after row.
    ///   - owners: What must live as long as that memory is read.
    package func deferReading(_ tables: [ParameterLayout.Index: UnsafeRawBufferPointer], owners: [AnyObject]) {
        deferred = DeferredTables(tables, owners: owners, layout: layout, destination: buffer.start)
    }

    /// Has all updates made that were put off. Until the next update, parameters may then be read on several threads.
    package func bringUpToDate() { updater?.bringAllUpToDate() }

    /// The first float of the allocation, in which rows of tables may lag behind: for who updates them.
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

    /// A parameter as a matrix; fused neighbours follow it, so `rows` may reach over several.
    public func matrix(_ index: ParameterLayout.Index, rows: Int, columns: Int) -> Matrix {
        Matrix(pointer(index), rows: rows, columns: columns)
    }

    /// The first parameter that holds an infinity or what is not a number; `nil` where all is in order.
    public func firstNameWithoutFiniteValues() -> String? {
        layout.indices.first { !values($0).allSatisfy(\.isFinite) }.map { layout[$0].name }
    }

    /// Takes over all values of a store with the same layout.
    public func copyValues(from other: ParameterStore) {
        precondition(layout.count == other.layout.count, "the stores have different layouts")
        start.update(from: other.start, count: layout.count)
    }

    /// Gives all values to another store with the same layout, and takes its values.
    public func exchangeValues(with other: ParameterStore) {
        precondition(layout.count == other.layout.count, "the stores have different layouts")
        let (own, others) = (start, other.start)
        for index in 0..<layout.count { swap(&own[index], &others[index]) }
    }
}
