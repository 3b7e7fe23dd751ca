import TensorKernels
import TestSupport
import Testing

// The tests of this target hold at every level of the C kernels. The level is chosen when a process starts, so one run
// tests one level: scripts/test runs them again with FLEDGE_MAX_ISA=avx2 and FLEDGE_MAX_ISA=portable.

/// The gradient of a function with respect to values that it reads: fourth-order central differences in double
/// precision.
func numericalGradient(
    by values: UnsafeMutableBufferPointer<Float>, step: Float = 0x1p-5, of function: () -> Double
) -> [Double] {
    values.indices.map { index in
        let value = values[index]
        defer { values[index] = value }
        func slope(_ step: Float) -> Double {
            values[index] = value + step
            let (above, highest) = (function(), Double(values[index]))
            values[index] = value - step
            let (below, lowest) = (function(), Double(values[index]))
            return (above - below) / (highest - lowest)
        }
        return (4 * slope(step) - slope(2 * step)) / 3
    }
}

/// Expects a computed gradient to equal the one from finite differences.
func expectGradient(
    _ measured: some Collection<Float>, _ numerical: [Double], tolerance: Double = 1e-4,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let comparison = VectorComparison(measured.map(Double.init), numerical)
    #expect(comparison.relativeDifference <= tolerance, sourceLocation: sourceLocation)
}

/// The dot product of all elements with given weights, in double precision: a scalar that depends on all of them, with
/// the weights as its gradient.
func weightedSum(_ values: some Collection<Float>, _ weights: some Collection<Float>) -> Double {
    zip(values, weights).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}

extension Arena {
    /// A matrix of random numbers between -1 and 1.
    func randomMatrix(_ rows: Int, _ columns: Int, _ generator: inout SeededGenerator) -> Matrix {
        matrix(generator.floats(rows * columns), rows: rows)
    }

    /// A matrix of the given elements.
    func matrix(_ elements: [Float], rows: Int) -> Matrix {
        let matrix = matrix(rows: rows, columns: elements.count / max(rows, 1))
        _ = matrix.elements.update(from: elements)
        return matrix
    }
}
