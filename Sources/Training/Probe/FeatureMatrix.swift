/// The features of rows, `[rows, width]`, dense or sparse (only the nonzero elements).
package struct FeatureMatrix: Sendable {
    private let values: [Float]
    /// The start of each row's elements, and their columns; `nil` for a dense matrix.
    private let sparse: (starts: [Int], columns: [Int32])?
    package let rowCount: Int
    package let width: Int

    /// Dense rows of `width` numbers, one after the other.
    package init(values: [Float], width: Int) {
        precondition(width > 0 && values.count % width == 0, "each row needs \(width) numbers")
        self.values = values
        self.width = width
        rowCount = values.count / width
        sparse = nil
    }

    /// Sparse rows, as columns with their values.
    package init(rows: [[(column: Int, value: Float)]], width: Int) {
        self.width = width
        rowCount = rows.count
        values = rows.flatMap { $0.map(\.value) }
        var starts = [0]
        for row in rows { starts.append((starts.last ?? 0) + row.count) }
        let columns = rows.flatMap { $0.map { Int32($0.column) } }
        precondition(columns.allSatisfy { (0..<Int32(width)).contains($0) }, "a column lies beyond the width")
        sparse = (starts, columns)
    }

    /// The mean of each column, and the sum of squared deviations from it.
    func moments() -> (means: [Double], squares: [Double]) {
        var means = [Double](repeating: 0, count: width)
        var squares = means
        withReader { reader in
            means.withUnsafeMutableBufferPointer { sums in
                for row in 0..<rowCount { reader.add(1, row: row, to: sums) }
            }
            for column in means.indices { means[column] /= Double(max(rowCount, 1)) }
            for row in 0..<rowCount { reader.addSquares(row: row, means: means, to: &squares) }
        }
        guard sparse != nil else { return (means, squares) }
        // Elements that are not stored are zero, so their number is enough.
        var present = [Int](repeating: 0, count: width)
        for column in sparse?.columns ?? [] { present[Int(column)] += 1 }
        for column in squares.indices {
            squares[column] += Double(rowCount - present[column]) * means[column] * means[column]
        }
        return (means, squares)
    }

    /// Gives access to the elements without copies.
    func withReader<Result>(_ body: (Reader) throws -> Result) rethrows -> Result {
        try values.withUnsafeBufferPointer { values in
            guard let sparse else { return try body(Reader(values: values, width: width, starts: nil, columns: nil)) }
            return try sparse.starts.withUnsafeBufferPointer { starts in
                try sparse.columns.withUnsafeBufferPointer { columns in
                    try body(Reader(values: values, width: width, starts: starts, columns: columns))
                }
            }
        }
    }

    /// Reads rows in double precision.
    struct Reader: @unchecked Sendable {
        fileprivate let values: UnsafeBufferPointer<Float>
        fileprivate let width: Int
        fileprivate let starts: UnsafeBufferPointer<Int>?
        fileprivate let columns: UnsafeBufferPointer<Int32>?

        /// The dot product of a row and a vector.
        func dot(row: Int, _ other: UnsafeBufferPointer<Double>) -> Double {
            if let starts, let columns {
                var sum = 0.0
                for place in starts[row]..<starts[row + 1] { sum += Double(values[place]) * other[Int(columns[place])] }
                return sum
            }
            // Four sums at once: a single one would wait for each addition.
            let start = row * width
            var (first, second, third, fourth) = (0.0, 0.0, 0.0, 0.0)
            var column = 0
            while column + 4 <= width {
                first += Double(values[start + column]) * other[column]
                second += Double(values[start + column + 1]) * other[column + 1]
                third += Double(values[start + column + 2]) * other[column + 2]
                fourth += Double(values[start + column + 3]) * other[column + 3]
                column += 4
            }
            while column < width {
                first += Double(values[start + column]) * other[column]
                column += 1
            }
            return (first + second) + (third + fourth)
        }

        /// Adds a multiple of a row to a vector.
        func add(_ factor: Double, row: Int, to sums: UnsafeMutableBufferPointer<Double>) {
            if let starts, let columns {
                for place in starts[row]..<starts[row + 1] {
                    sums[Int(columns[place])] += factor * Double(values[place])
                }
            } else {
                let start = row * width
                for column in 0..<width { sums[column] += factor * Double(values[start + column]) }
            }
        }

        fileprivate func addSquares(row: Int, means: [Double], to squares: inout [Double]) {
            func add(_ value: Float, _ column: Int) {
                let distance = Double(value) - means[column]
                squares[column] += distance * distance
            }
            if let starts, let columns {
                for place in starts[row]..<starts[row + 1] { add(values[place], Int(columns[place])) }
            } else {
                for column in 0..<width { add(values[row * width + column], column) }
            }
        }
    }
}
