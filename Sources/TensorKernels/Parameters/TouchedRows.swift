/// The rows of a table whose gradients may differ from zero.
struct TouchedRows {
    private var isTouched: [Bool]
    private var rows: [Int32] = []
    private var isSorted = true

    /// Creates an empty set for a table with this number of rows.
    init(rowCount: Int) { isTouched = [Bool](repeating: false, count: rowCount) }

    mutating func insert(_ added: [Int32]) {
        for row in added where !isTouched[Int(row)] {
            isTouched[Int(row)] = true
            rows.append(row)
            isSorted = false
        }
    }

    mutating func insertAll() {
        guard rows.count < isTouched.count else { return }
        isTouched = [Bool](repeating: true, count: isTouched.count)
        rows = isTouched.indices.map(Int32.init)
        isSorted = true
    }

    mutating func removeAll() {
        for row in rows { isTouched[Int(row)] = false }
        rows.removeAll(keepingCapacity: true)
        isSorted = true
    }

    /// The rows in ascending order.
    mutating func sorted() -> [Int32] {
        if !isSorted { rows.sort() }
        isSorted = true
        return rows
    }
}
