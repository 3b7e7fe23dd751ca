import Foundation
import TensorKernels
import TestSupport
import Testing

struct RowsTests {
    let arena = Arena()

    @Test(arguments: [(1, 1), (3, 17), (7, 384)])
    func `rows are added, copied and reduced`(rows: Int, columns: Int) {
        var generator = SeededGenerator(UInt64(columns))
        let matrix = arena.randomMatrix(rows, columns, &generator)
        let other = arena.randomMatrix(rows, columns, &generator)
        let (left, right) = (Array(matrix.elements), Array(other.elements))
        func column(_ index: Int) -> [Float] { (0..<rows).map { left[$0 * columns + index] } }

        let mean = arena.matrix(rows: 1, columns: columns)
        matrix.meanOfRows(into: mean.start)
        let means = (0..<columns).map { column($0).map(Double.init).reduce(0, +) / Double(rows) }
        #expect(largestDifference(mean.elements.map(Double.init), means) <= 1e-6)

        let maximum = arena.matrix(rows: 1, columns: columns)
        matrix.maximumOfRows(into: maximum.start)
        #expect(Array(maximum.elements) == (0..<columns).compactMap { column($0).max() })

        matrix.add(other, rows: 1..<rows)
        let sums = left.indices.map { $0 < columns ? left[$0] : left[$0] + right[$0] }
        #expect(Array(matrix.elements) == sums)

        matrix.copy(other, rows: 0..<1)
        #expect(Array(matrix.elements) == sums.indices.map { $0 < columns ? right[$0] : sums[$0] })
    }

    @Test func `rows are divided by their length, and a row of zeros stays one`() {
        let matrix = arena.matrix([3, 4, 0, 0, 0, 0, 1e-3, 0, 0], rows: 3)
        matrix.normalizeRows()
        #expect(largestDifference(matrix.elements, [0.6, 0.8, 0, 0, 0, 0, 1, 0, 0]) <= 1e-6)
    }

    @Test func `the hyperbolic tangent is taken in place`() {
        var generator = SeededGenerator(1)
        let matrix = arena.matrix(generator.floats(60).map { 3 * $0 }, rows: 4)
        let expected = matrix.elements.map { tanh(Double($0)) }
        matrix.tanh()
        #expect(largestDifference(matrix.elements.map(Double.init), expected) <= 1e-6)
    }
}
