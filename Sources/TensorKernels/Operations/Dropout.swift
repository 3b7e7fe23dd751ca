import CTensorKernels

/// Inverted dropout whose masks come from a counter, so that the backward pass makes them again and stores nothing.
public struct Dropout: Sendable {
    /// The share of elements that become zero.
    public let probability: Float
    /// What distinguishes this use from all others of a run.
    public let key: UInt64

    /// `nil` where the probability is zero: nothing is dropped.
    public init?(probability: Float, key: UInt64) {
        guard probability > 0 else { return nil }
        self.probability = probability
        self.key = key
    }

    /// Applies the mask to rows of a matrix; a row's mask depends on its number only.
    public func apply(to matrix: Matrix, rows: Range<Int>) {
        for row in rows { apply(to: matrix.row(row), count: matrix.columns, stream: row) }
    }

    /// Applies the masks of the rows that have these numbers in a larger matrix, from which the matrix's rows were taken.
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
