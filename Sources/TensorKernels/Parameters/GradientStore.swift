/// The gradients of the trainable parameters, laid out as the parameters are but without the frozen ones.
///
/// A frozen parameter has no gradient: its pointer is `nil`, and operations leave it out. Of a table the store knows which
/// rows were touched since they were last used up; the gradients of all others are zero, and nobody needs to look at them.
/// Who asks for a whole table touches all of it. Tables are asked for outside of parallel regions.
///
/// A trainable parameter may be frozen for a time: while it is inactive, nothing but its memory tells it from a frozen
/// one.
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
    /// Where each trainable parameter's gradient begins, active or not.
    private let memory: [Int?]
    /// Where there is room for each parameter's gradient: also for frozen ones that are fused with a trainable one.
    private let room: [Int?]
    /// Where each active parameter's gradient begins.
    private var offsets: [Int?]
    private let buffer: FloatBuffer
    /// For each trainable table; `nil` for all other parameters.
    private var touched: [TouchedRows?] = []

    /// Zero gradients for the parameters that `isTrainable` names, all of them active.
    public init(layout: ParameterLayout, isTrainable: (ParameterLayout.Entry) -> Bool) {
        self.layout = layout
        let isTrained = layout.entries.map(isTrainable)
        var room: [Int?] = []
        var count = 0
        for (position, entry) in layout.entries.enumerated() {
            let group = layout.groups[position]
            guard group.contains(where: { isTrained[$0] }) else {
                room.append(nil)
                touched.append(nil)
                continue
            }
            // What is fused among parameters is fused here.
            if position == group.lowerBound { count = (count + 15) & ~15 }
            touched.append(entry.isTable ? TouchedRows(rowCount: entry.shape[0]) : nil)
            room.append(count)
            count += entry.count
        }
        self.room = room
        memory = zip(room, isTrained).map { $1 ? $0 : nil }
        offsets = memory
        self.count = count
        buffer = FloatBuffer(count: count)
    }

    /// Says which of the trainable parameters are active from now on; the others are as if they were frozen.
    ///
    /// The gradients of those that cease to be active are set to zero.
    public func setActive(_ isActive: (ParameterLayout.Entry) -> Bool) {
        for index in layout.indices {
            guard let segment = memory(of: index) else { continue }
            if isActive(layout[index]) {
                offsets[index.position] = segment.gradientOffset
            } else if isTrainable(index) {
                forgetTouchedRows(of: index)
                (storage + segment.gradientOffset).update(repeating: 0, count: segment.count)
                offsets[index.position] = nil
            }
        }
    }

    /// Where a trainable parameter and its gradient lie, whether or not it is active; `nil` for one that never is.
    package func memory(of index: ParameterLayout.Index) -> Segment? {
        let entry = layout[index]
        return memory[index.position].map {
            Segment(parameterOffset: entry.offset, gradientOffset: $0, count: entry.count)
        }
    }

    /// The first float of the allocation, for who writes anywhere in it.
    public var start: UnsafeMutablePointer<Float> {
        for index in layout.indices { touchAll(of: index) }
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

    /// Where a parameter's gradient begins; `nil` for a frozen or inactive parameter.
    public func offset(_ index: ParameterLayout.Index) -> Int? { offsets[index.position] }

    /// The first element of a parameter's gradient, all of which may be written; `nil` for a frozen or inactive
    /// parameter.
    public func pointer(_ index: ParameterLayout.Index) -> UnsafeMutablePointer<Float>? {
        if layout[index].isTable { touchAll(of: index) }
        return offsets[index.position].map { buffer.start + $0 }
    }

    /// The first element of a table's gradient, of which only these rows may be written; `nil` for a frozen or inactive
    /// table.
    public func pointer(
        _ table: ParameterLayout.Index, touching rows: [Int32]
    ) -> UnsafeMutablePointer<Float>? {
        if isTrainable(table) { touched[table.position]?.insert(rows) }
        return offsets[table.position].map { buffer.start + $0 }
    }

    /// A parameter's gradient as a matrix, over fused neighbours where its size says so, all of which may be written; `nil`
    /// where none of them is active. What is written for those that are not is of no use to anybody.
    public func matrix(_ index: ParameterLayout.Index, rows: Int, columns: Int) -> Matrix? {
        let fused = index.position..<index.position + rows * columns / layout[index].count
        guard let start = room[index.position], fused.contains(where: { offsets[$0] != nil }) else { return nil }
        for position in fused where offsets[position] == nil {
            guard let place = room[position] else { continue }
            (buffer.start + place).update(repeating: 0, count: layout.entries[position].count)
        }
        if layout[index].isTable { touchAll(of: index) }
        return Matrix(buffer.start + start, rows: rows, columns: columns)
    }

    /// Whether a parameter is trained at present.
    public func isTrainable(_ index: ParameterLayout.Index) -> Bool { offsets[index.position] != nil }

    /// Where a parameter and its gradient lie; `nil` for a frozen or inactive parameter.
    public func segment(_ index: ParameterLayout.Index) -> Segment? { isTrainable(index) ? memory(of: index) : nil }

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
    package func touchAll(of table: ParameterLayout.Index) {
        if isTrainable(table) { touched[table.position]?.insertAll() }
    }

    /// Says that all gradients of a parameter are zero again.
    package func forgetTouchedRows(of index: ParameterLayout.Index) { touched[index.position]?.removeAll() }
}
