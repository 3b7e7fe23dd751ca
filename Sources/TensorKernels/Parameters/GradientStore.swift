/// The gradients of the trainable parameters, in the layout of the parameters but without the frozen ones.
///
/// A frozen parameter has no gradient: its pointer is `nil`, and operations skip it.
///
/// A consumed gradient is zero. For a table, the store tracks which rows were touched since then, so the others need no
/// attention; requesting a whole table touches all of its rows. Any other gradient is zeroed when it is requested, or
/// never if a matrix multiplication overwrites it. So request gradients outside of parallel regions.
///
/// A trainable parameter can be frozen temporarily: while inactive, it differs from a frozen one only in that it keeps
/// its memory.
public final class GradientStore: @unchecked Sendable {
    /// A range of adjacent trainable parameters.
    public struct Segment: Sendable {
        /// The start of the range among the parameters.
        public let parameterOffset: Int
        /// The start of the range among the gradients (and the optimizer's moments).
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
    /// The offset of each trainable parameter's gradient, active or not.
    private let memory: [Int?]
    /// The offset reserved for each parameter's gradient: also for frozen parameters fused with a trainable one.
    private let room: [Int?]
    /// The offset of each active parameter's gradient.
    private var offsets: [Int?]
    private let buffer: FloatBuffer
    /// The touched rows of each trainable table; `nil` for all other parameters.
    private var touched: [TouchedRows?] = []
    /// For each trainable parameter that is not a table: true if its gradient is zero, whatever its memory contains.
    private var isUsedUp: [Bool]

    /// Creates zero gradients for the parameters selected by `isTrainable`, all of them active.
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
            // Parameters that are fused in the layout are fused here too.
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
        isUsedUp = zip(memory, layout.entries).map { $0 != nil && !$1.isTable }
    }

    /// Selects the trainable parameters that are active from now on; the others behave as if frozen.
    ///
    /// The gradients of those that become inactive are set to zero.
    public func setActive(_ isActive: (ParameterLayout.Entry) -> Bool) {
        for index in layout.indices {
            guard let segment = memory(of: index) else { continue }
            if isActive(layout[index]) {
                // Matrix multiplications for active neighbors may have written here.
                if !isTrainable(index) { isUsedUp[index.position] = !layout[index].isTable }
                offsets[index.position] = segment.gradientOffset
            } else if isTrainable(index) {
                useUp([index], on: .alone)
                offsets[index.position] = nil
            }
        }
    }

    /// The location of a trainable parameter and its gradient, active or not; `nil` if the parameter is not trainable.
    package func memory(of index: ParameterLayout.Index) -> Segment? {
        let entry = layout[index]
        return memory[index.position].map {
            Segment(parameterOffset: entry.offset, gradientOffset: $0, count: entry.count)
        }
    }

    /// The first float of the allocation, for callers that may write anywhere in it.
    public var start: UnsafeMutablePointer<Float> {
        for index in layout.indices { touchAll(of: index) }
        return storage
    }

    /// The first float of the allocation, for callers that use only the segments of ``touchedSegments(of:)``.
    package var storage: UnsafeMutablePointer<Float> {
        isUsedUp.indices.forEach(fillWithZeros)
        return buffer.start
    }

    /// Writes zeros to the memory of a consumed gradient.
    private func fillWithZeros(_ position: Int) {
        guard isUsedUp[position], let place = memory[position] else { return }
        (buffer.start + place).update(repeating: 0, count: layout.entries[position].count)
        isUsedUp[position] = false
    }

    /// The name of the first parameter whose gradient contains an infinity or NaN; `nil` if all are finite.
    package func firstNameWithoutFiniteValues() -> String? {
        layout.indices.first { index in
            guard let offset = offset(index) else { return false }
            return !UnsafeBufferPointer(start: storage + offset, count: layout[index].count).allSatisfy(\.isFinite)
        }.map { layout[$0].name }
    }

    /// The offset of a parameter's gradient; `nil` for a frozen or inactive parameter.
    public func offset(_ index: ParameterLayout.Index) -> Int? { offsets[index.position] }

    /// The first element of a parameter's gradient, all of which may be written; `nil` for a frozen or inactive
    /// parameter.
    public func pointer(_ index: ParameterLayout.Index) -> UnsafeMutablePointer<Float>? {
        if layout[index].isTable { touchAll(of: index) }
        fillWithZeros(index.position)
        return offsets[index.position].map { buffer.start + $0 }
    }

    /// The first element of a table's gradient, of which only these rows may be written; `nil` for a frozen or inactive
    /// table. For a parameter that is not a table, all of it may be written.
    public func pointer(
        _ table: ParameterLayout.Index, touching rows: [Int32]
    ) -> UnsafeMutablePointer<Float>? {
        guard layout[table].isTable else { return pointer(table) }
        if isTrainable(table) { touched[table.position]?.insert(rows) }
        return offsets[table.position].map { buffer.start + $0 }
    }

    /// A parameter's gradient as a matrix, all of which may be written, extending over fused neighbors if its size says
    /// so; `nil` if none of them is active. Values written for inactive ones are ignored.
    public func matrix(_ index: ParameterLayout.Index, rows: Int, columns: Int) -> Matrix? {
        guard let sum = sum(index, rows: rows, columns: columns) else { return nil }
        if !sum.isAdded { sum.matrix.elements.update(repeating: 0) }
        return sum.matrix
    }

    /// Returns the same matrix for an operation that adds to it or, if all of it is zero, overwrites all of it.
    public func sum(_ index: ParameterLayout.Index, rows: Int, columns: Int) -> GradientSum? {
        let fused = index.position..<index.position + rows * columns / layout[index].count
        guard let start = room[index.position], fused.contains(where: { offsets[$0] != nil }) else { return nil }
        let matrix = Matrix(buffer.start + start, rows: rows, columns: columns)
        guard fused.contains(where: { offsets[$0] != nil && !isUsedUp[$0] }) else {
            for position in fused { isUsedUp[position] = false }
            return GradientSum(matrix, isAdded: false)
        }
        for position in fused where offsets[position] == nil {
            guard let place = room[position] else { continue }
            (buffer.start + place).update(repeating: 0, count: layout.entries[position].count)
        }
        fused.forEach(fillWithZeros)
        if layout[index].isTable { touchAll(of: index) }
        return GradientSum(matrix, isAdded: true)
    }

    /// Returns true if a parameter is currently trained.
    public func isTrainable(_ index: ParameterLayout.Index) -> Bool { offsets[index.position] != nil }

    /// The location of a parameter and its gradient; `nil` for a frozen or inactive parameter.
    public func segment(_ index: ParameterLayout.Index) -> Segment? { isTrainable(index) ? memory(of: index) : nil }

    /// The parts of a parameter's gradient that may be nonzero: all of it, or each touched row of a table in ascending
    /// order.
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

    /// Marks all rows of a table as touched.
    package func touchAll(of table: ParameterLayout.Index) {
        if isTrainable(table) { touched[table.position]?.insertAll() }
    }

    /// Marks the gradients of some parameters as consumed: they are zero again.
    public func useUp(_ indices: some Sequence<ParameterLayout.Index>, on team: ThreadTeam) {
        for index in indices where isTrainable(index) {
            guard layout[index].isTable, let place = memory[index.position] else {
                isUsedUp[index.position] = true
                continue
            }
            let (rows, columns) = (touchedRows(of: index), layout[index].shape[1])
            team.split(rows.count, granularity: 64) { portion in
                for row in rows[portion] {
                    (buffer.start + place + Int(row) * columns).update(repeating: 0, count: columns)
                }
            }
            touched[index.position]?.removeAll()
        }
    }
}
