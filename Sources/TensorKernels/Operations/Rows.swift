import CTensorKernels

extension Matrix {
    /// Adds another matrix of the same shape to some of the rows.
    public func add(_ other: Matrix, rows: Range<Int>) {
        fledge_add(row(rows.lowerBound), other.row(rows.lowerBound), rows.count * columns)
    }

    /// Copies some of the rows from a matrix of the same shape.
    public func copy(_ other: Matrix, rows: Range<Int>) {
        row(rows.lowerBound).update(from: other.row(rows.lowerBound), count: rows.count * columns)
    }

    /// Returns the rows with these indices, in the arena.
    public func gathered(_ indices: [Int], in arena: Arena) -> Matrix {
        let result = arena.matrix(rows: indices.count, columns: columns)
        for (number, index) in indices.enumerated() { result.row(number).update(from: row(index), count: columns) }
        return result
    }

    /// Sets all rows to zero except those with these indices, which become the rows of `other` in order.
    public func scatter(_ other: Matrix, to indices: [Int]) {
        elements.update(repeating: 0)
        for (number, index) in indices.enumerated() { row(index).update(from: other.row(number), count: columns) }
    }

    /// Writes the mean of all rows to `result`.
    public func meanOfRows(into result: UnsafeMutablePointer<Float>) { fledge_mean_rows(start, result, rows, columns) }

    /// Writes the largest value of each column to `result`.
    public func maximumOfRows(into result: UnsafeMutablePointer<Float>) {
        fledge_maximum_rows(start, result, rows, columns)
    }

    /// Divides every row by its Euclidean length.
    public func normalizeRows() {
        for index in 0..<rows { fledge_normalize(row(index), columns, 1e-12) }
    }

    /// Replaces every element by its hyperbolic tangent.
    public func tanh() { fledge_tanh(start, start, count) }
}
