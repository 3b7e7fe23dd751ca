/// The gradients of the trainable parameters, laid out as the parameters are but without the frozen ones.
///
/// A frozen parameter has no gradient: its pointer is `nil`, and operations leave it out.
///
/// A gradient that was used up is zero. Of a table the store knows which rows were touched since then; nobody needs to
/// look at the others, and who asks for a whole table touches all of it. Any other gradient is set to zero when somebody
/// asks for it, or never where a product overwrites it. So gradients are asked for outside of parallel regions.
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
    /// For each trainable parameter that is no table, whether it is zero whatever its memory holds.
    private var isUsedUp: [Bool]

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
        isUsedUp = zip(memory, layout.entries).map { $0 != nil && !$1.isTable }
    }

    /// Says which of the trainable parameters are active from now on; the others are as if they were frozen.
    ///
    /// The gradients of those that cease to be active are set to zero.
    public func setActive(_ isActive: (ParameterLayout.Entry) -> Bool) {
        for index in layout.indices {
            guard let segment = memory(of: index) else { continue }
            if isActive(layout[index]) {
                // Products of active neighbours may have written here.
                if !isTrainable(index) { isUsedUp[index.position] = !layout[index].isTable }
                offsets[index.position] = segment.gradientOffset
            } else if isTrainable(index) {
                useUp([index], on: .alone)
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
        return storage
    }

    /// The first float of the allocation, for who uses what ``touchedSegments(of:)`` says and nothing else.
    package var storage: UnsafeMutablePointer<Float> {
        isUsedUp.indices.forEach(fillWithZeros)
        return buffer.start
    }

    /// Writes zeros to the memory of a gradient that was used up.
    private func fillWithZeros(_ position: Int) {
        guard isUsedUp[position], let place = memory[position] else { return }
        (buffer.start + place).update(repeating: 0, count: layout.entries[position].count)
        isUsedUp[position] = false
    }

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
        fillWithZeros(index.position)
        return offsets[index.position].map { buffer.start + $0 }
    }

    /// The first element of a table's gradient, of which only these rows may be written; `nil` for a frozen or inactive
    /// table. What is no table is pointed to as a whole.
    public func pointer(
        _ table: ParameterLayout.Index, touching rows: [Int32]
    ) -> UnsafeMutablePointer<Float>? {
        guard layout[table].isTable else { return pointer(table) }
        if isTrainable(table) { touched[table.position]?.insert(rows) }
        return offsets[table.position].map { buffer.start + $0 }
    }

    /// A parameter's gradient as a matrix, over fused neighbours where its size says so, all of which may be written; `nil`
    /// where none of them is active. What is written for those that are not is of no use to anybody.
    public func matrix(_ index: ParameterLayout.Index, rows: Int, columns: Int) -> Matrix? {
        guard let sum = sum(index, rows: rows, columns: columns) else { return nil }
        if !sum.isAdded { sum.matrix.elements.update(repeating: 0) }
        return sum.matrix
    }

    /// The same for a product that adds to what the matrix holds or, where that is nothing, overwrites all of it.
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

    /// Says that the gradients of some parameters were used up: they are zero again.
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
