/// A partition of the rows of a matrix multiplication over OpenBLAS that gives a row the same bits in every case.
///
/// OpenBLAS uses different kernels for products of up to a million multiply-adds than for larger ones, and most cores
/// compute the last rows with different kernels if the number of rows is not a multiple of 12. So each part is larger
/// than that and, on these cores, a multiple of 12 rows, and the remaining rows are padded to a multiple. Measured for
/// the cores of OpenBLAS 0.3.21; see docs/decisions/0010-same-bits.md.
struct RowParts {
    /// Rows that are multiplied in place.
    let ranges: [Range<Int>]
    /// The last rows, too few or not a multiple of the unit: they are multiplied with rows of zeros appended.
    let rest: Range<Int>
    /// The number of rows of the rest including its padding.
    let paddedRest: Int

    /// Above this number of multiply-adds, OpenBLAS uses its regular kernels.
    private static let smallProduct = 1_000_000
    /// The number of rows of a part is a multiple of this.
    private static let unit = OpenBLAS.coresWithoutUnits.contains(OpenBLAS.status.core) ? 1 : 12
    /// Below this number, all rows are padded together, since each multiplication rearranges the whole right operand.
    private static let rowsWorthTwoProducts = 96

    init(_ rows: Int, columns: Int, depth: Int, threads: Int) {
        let least = RowParts.leastRows(columns: columns, depth: depth)
        let whole = rows / RowParts.unit * RowParts.unit
        let isOne = whole == rows || rows >= RowParts.rowsWorthTwoProducts
        let head = whole >= least && isOne ? whole : 0
        ranges = head == 0 ? [] : RowParts.split(head, columns: columns, depth: depth, threads: threads)
        rest = head..<rows
        paddedRest = max(least, RowParts.roundedUp(rest.count))
    }

    /// Splits rows into parts that begin at multiples of the unit and are large products, or returns one part for all.
    ///
    /// This suffices if only the number of threads must not matter: the last part ends as the whole does.
    static func split(_ rows: Int, columns: Int, depth: Int, threads: Int) -> [Range<Int>] {
        let count = max(1, min(threads, rows / (leastRows(columns: columns, depth: depth) + unit)))
        let bounds = (0...count).map { $0 == count ? rows : rows * $0 / count / unit * unit }
        return zip(bounds, bounds.dropFirst()).map { $0..<$1 }
    }

    /// The minimum number of rows of a large product, as a multiple of the unit.
    private static func leastRows(columns: Int, depth: Int) -> Int {
        roundedUp(smallProduct / max(columns * depth, 1) + 1)
    }

    private static func roundedUp(_ rows: Int) -> Int { (rows + unit - 1) / unit * unit }
}

extension OpenBLAS {
    /// The cores that compute the last rows like all others.
    fileprivate static let coresWithoutUnits: Set = ["SkylakeX", "Cooperlake"]

    /// True if a row of a single-precision product has the same bits whatever rows are next to it, according to
    /// measurements: the kernels for Haswell and Zen do not ensure that even in whole units.
    ///
    /// Heads compute in single precision, whatever the encoder's precision.
    package static let keepsRowsApart =
        coresWithoutUnits.union(["Prescott", "Nehalem", "Sandybridge"]).contains(status.core)
}
