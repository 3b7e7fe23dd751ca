import CTensorKernels

/// Inverted dropout with counter-based masks, which the backward pass regenerates instead of storing them.
public struct Dropout: Sendable {
    /// The share of elements that become zero.
    public let probability: Float
    /// A key that distinguishes this use from all others of a run.
    public let key: UInt64

    /// Returns `nil` if the probability is zero: nothing is dropped.
    public init?(probability: Float, key: UInt64) {
        guard probability > 0 else { return nil }
        self.probability = probability
        self.key = key
    }

    /// Applies the mask to rows of a matrix; a row's mask depends only on its index.
    public func apply(to matrix: Matrix, rows: Range<Int>) {
        for row in rows { apply(to: matrix.row(row), count: matrix.columns, stream: row) }
    }

    /// Applies the masks of the rows with these indices in a larger matrix, which the matrix's rows were taken from.
    public func apply(to matrix: Matrix, takenFrom numbers: [Int]) {
        precondition(numbers.count == matrix.rows, "each row needs its number")
        for (row, number) in numbers.enumerated() {
            apply(to: matrix.row(row), count: matrix.columns, stream: number)
        }
    }

    /// Applies the mask numbered `stream`.
    func apply(to elements: UnsafeMutablePointer<Float>, count: Int, stream: Int) {
        fledge_dropout(elements, count, probability, key, UInt64(stream))
    }
}
