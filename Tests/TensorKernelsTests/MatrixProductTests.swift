import TensorKernels
import TestSupport
import Testing

/// `left · right` in double precision; a transposed operand is stored as its transpose.
func doubleProduct(
    _ left: Matrix, _ right: Matrix, leftIsTransposed: Bool = false, rightIsTransposed: Bool = false
) -> [Double] {
    let rows = leftIsTransposed ? left.columns : left.rows
    let depth = leftIsTransposed ? left.rows : left.columns
    let columns = rightIsTransposed ? right.rows : right.columns
    return (0..<rows * columns).map { place in
        let (row, column) = (place / columns, place % columns)
        return (0..<depth).reduce(0.0) { sum, term in
            let leftValue = leftIsTransposed ? left.row(term)[row] : left.row(row)[term]
            let rightValue = rightIsTransposed ? right.row(column)[term] : right.row(term)[column]
            return sum + Double(leftValue) * Double(rightValue)
        }
    }
}

struct MatrixProductTests {
    init() { OpenBLAS.prepare() }

    @Test(arguments: [(1, 1, 1), (3, 5, 2), (17, 33, 65), (64, 129, 48), (200, 300, 100)])
    func `a product equals the one in double precision`(rows: Int, depth: Int, columns: Int) {
        var generator = SeededGenerator(UInt64(rows))
        let arena = Arena()
        for leftIsTransposed in [false, true] {
            for rightIsTransposed in [false, true] {
                let left = arena.randomMatrix(
                    leftIsTransposed ? depth : rows, leftIsTransposed ? rows : depth, &generator)
                let right = arena.randomMatrix(
                    rightIsTransposed ? columns : depth, rightIsTransposed ? depth : columns, &generator)
                let result = arena.randomMatrix(rows, columns, &generator)
                let expected = doubleProduct(
                    left, right, leftIsTransposed: leftIsTransposed, rightIsTransposed: rightIsTransposed)
                multiply(
                    Operand(left.start, stride: left.columns, transposed: leftIsTransposed),
                    Operand(right.start, stride: right.columns, transposed: rightIsTransposed),
                    into: result.start, stride: columns, rows: rows, columns: columns, depth: depth)
                #expect(largestDifference(result.elements.map(Double.init), expected) <= 2e-5)
            }
        }
    }

    @Test func `a product of parts leaves the rest of its rows alone and keeps a share of the result`() {
        var generator = SeededGenerator(2)
        let arena = Arena()
        let left = arena.randomMatrix(4, 9, &generator)
        let right = arena.randomMatrix(6, 8, &generator)
        let result = arena.randomMatrix(4, 10, &generator)
        let before = Array(result.elements)
        multiply(
            Operand(left.start + 2, stride: 9), Operand(right.start + 1, stride: 8), into: result.start + 3, stride: 10,
            rows: 4, columns: 5, depth: 6, keep: 0.5)
        for row in 0..<4 {
            for column in 0..<10 {
                let old = Double(before[row * 10 + column])
                let product = (0..<6).reduce(0.0) { sum, term in
                    (3..<8).contains(column)
                        ? sum + Double(left.row(row)[2 + term]) * Double(right.row(term)[column - 2]) : sum
                }
                let expected = (3..<8).contains(column) ? 0.5 * old + product : old
                #expect(abs(Double(result.row(row)[column]) - expected) <= 1e-6)
            }
        }
    }
}
