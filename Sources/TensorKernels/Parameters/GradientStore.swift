/// The gradients of the trainable parameters, laid out as the parameters are but without the frozen ones.
///
/// A frozen parameter has no gradient: its pointer is `nil`, and operations leave it out. Of a table the store knows which
/// rows were touched since they were last used up; the gradients of all others are zero, and nobody needs to look at them.
/// Who asks for a whole table touches all of it. Tables are asked for outside of parallel regions.
public final class GradientStore: @unchecked Sendable {
    /// A stretch of trainable parameters that lie side by side.
    public struct Segment: Sendable {
        /// Where the stretch begins among the parameters.
        public let parameterOffset: Int
        /// Where it begins among the gradients (and the optimiser's moments).
        public let gradientOffset: Int
        public let count: Int

        public init(parameterOffset: Int, gradientOffset: Int, count: Int) {
            self.parameterOffset = parameterOffset
            self.gradientOffset = gradientOffset
            self.count = count
        }
    }

    public let layout: ParameterLayout
    /// The number of floats that hold all gradients, alignment included.
    public let count: Int
    private let offsets: [Int?]
    private let buffer: FloatBuffer
    /// For each trainable table; `nil` for all other parameters.
    private var touched: [TouchedRows?] = []

    /// Zero gradients for the parameters that `isTrainable` names.
    public init(layout: ParameterLayout, isTrainable: (ParameterLayout.Entry) -> Bool) {
        self.layout = layout
        var offsets: [Int?] = []
        var count = 0
        var previous: ParameterLayout.Entry?
        for entry in layout.entries {
            guard isTrainable(entry) else {
                offsets.append(nil)
                touched.append(nil)
                previous = nil
                continue
            }
            // Gaps between trainable neighbours are kept, so that what is fused among parameters is fused here.
            if let previous { count += entry.offset - previous.range.upperBound } else { count = (count + 15) & ~15 }
            touched.append(entry.isTable ? TouchedRows(rowCount: entry.shape[0]) : nil)
            offsets.append(count)
            count += entry.count
            previous = entry
        }
        self.offsets = offsets
        self.count = count
        buffer = FloatBuffer(count: count)
    }

    /// The first float of the allocation, for who writes anywhere in it.
    public var start: UnsafeMutablePointer<Float> {
        for position in touched.indices { touched[position]?.insertAll() }
        return buffer.start
    }

    /// The first float of the allocation, for who uses what ``touchedSegments(of:)`` says and nothing else.
    package var storage: UnsafeMutablePointer<Float> { buffer.start }

    /// The first parameter whose gradient holds an infinity or what is not a number; `nil` where all is in order.
    package func firstNameWithoutFiniteValues() -> String? {
        layout.indices.first { index in
            guard let offset = offset(index) else { return false }
            return !UnsafeBufferPointer(start: storage + offset, count: layout[index].count).allSatisfy(\.isFinite)
        }.map { layout[$0].name }
    }

    /// Where a parameter's gradient begins; `nil` for a frozen parameter.
    public func offset(_ index: ParameterLayout.Index) -> Int? { offsets[index.position] }

    /// The first element of a parameter's gradient, all of which may be written; `nil` for a frozen parameter.
    public func pointer(_ index: ParameterLayout.Index) -> UnsafeMutablePointer<Float>? {
        if layout[index].isTable { touchAll(of: index) }
        return offsets[index.position].map { buffer.start + $0 }
    }

    /// The first element of a table's gradient, of which only these rows may be written; `nil` for a frozen table.
    public func pointer(
        _ table: ParameterLayout.Index, touching rows: [Int32]
    ) -> UnsafeMutablePointer<Float>? {
        touched[table.position]?.insert(rows)
        return offsets[table.position].map { buffer.start + $0 }
    }

    /// A parameter's gradient as a matrix, over fused neighbours where `rows` says so; `nil` for a frozen parameter.
    ///
    /// Fused parameters are frozen together or not at all.
    public func matrix(_ index: ParameterLayout.Index, rows: Int, columns: Int) -> Matrix? {
        let fusedCount = rows * columns / layout[index].count
        precondition(
            (0..<fusedCount).allSatisfy { (offsets[index.position + $0] == nil) == (offsets[index.position] == nil) },
            "\(layout[index].name) and its fused neighbours must be frozen together")
        return pointer(index).map { Matrix($0, rows: rows, columns: columns) }
    }

    /// Whether a parameter is trained.
    public func isTrainable(_ index: ParameterLayout.Index) -> Bool { offsets[index.position] != nil }

    /// Where a parameter and its gradient lie; `nil` for a frozen parameter.
    public func segment(_ index: ParameterLayout.Index) -> Segment? {
        let entry = layout[index]
        return offsets[index.position].map {
            Segment(parameterOffset: entry.offset, gradientOffset: $0, count: entry.count)
        }
    }

    /// Where a parameter's gradient may differ from zero: all of it, or each touched row of a table in ascending order.
    package func touchedSegments(of index: ParameterLayout.Index) -> [Segment] {
        guard let segment = segment(index) else { return [] }
        guard layout[index].isTable else { return [segment] }
        let columns = layout[index].shape[1]
        return touchedRows(of: index).map { row in
            let start = Int(row) * columns
            return Segment(
                parameterOffset: segment.parameterOffset + start, gradientOffset: segment.gradientOffset + start,
                count: columns)
        }
    }

    /// The touched rows of a trainable table, in ascending order.
    package func touchedRows(of table: ParameterLayout.Index) -> [Int32] { touched[table.position]?.sorted() ?? [] }

    /// Says that any row of a table may have a gradient.
    package func touchAll(of table: ParameterLayout.Index) { touched[table.position]?.insertAll() }

    /// Says that all gradients of a parameter are zero again.
    package func forgetTouchedRows(of index: ParameterLayout.Index) { touched[index.position]?.removeAll() }

    /// Sets every gradient to zero.
    public func clear() {
        storage.update(repeating: 0, count: count)
        for index in layout.indices { forgetTouchedRows(of: index) }
    }
}
