import COpenBLAS

/// A matrix in a matrix multiplication; its rows may lie further apart than they are long.
///
/// All matrix multiplications over BLAS go through ``multiply(_:_:into:stride:rows:columns:depth:keep:)``, on the
/// calling thread, so that none runs before the library is prepared: the callers are operations on a ``ThreadTeam``,
/// whose initializer prepares it.
package struct Operand {
    let start: UnsafePointer<Float>
    let stride: Int
    let transposed: Bool

    package init(_ start: UnsafePointer<Float>, stride: Int, transposed: Bool = false) {
        self.start = start
        self.stride = stride
        self.transposed = transposed
    }
}

/// `result[rows, columns] = left · right + keep · result`, with the sum over `depth` terms.
package func multiply(
    _ left: Operand, _ right: Operand, into result: UnsafeMutablePointer<Float>, stride: Int,
    rows: Int, columns: Int, depth: Int, keep: Float = 0
) {
    OpenBLAS.reserveMemory()
    cblas_sgemm(
        CblasRowMajor, left.transposed ? CblasTrans : CblasNoTrans, right.transposed ? CblasTrans : CblasNoTrans,
        blasint(rows), blasint(columns), blasint(depth), 1, left.start, blasint(left.stride), right.start,
        blasint(right.stride), keep, result, blasint(stride))
}
