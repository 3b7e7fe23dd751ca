/// How the rows of a product over OpenBLAS are taken apart, so that the bits of a row are always the same.
///
/// OpenBLAS computes a product of up to a million multiply-adds by other kernels than larger ones, and most cores compute
/// the last rows by other kernels than the rest where their number is no multiple of 12. So each part is larger than that
/// and, on these cores, a multiple of 12 rows, and the rest of the rows is padded to be one. Measured for the cores of
/// OpenBLAS 0.3.21; see docs/decisions/0010-same-bits.md.
struct RowParts {
    /// Rows that are multiplied where they are.
    let ranges: [Range<Int>]
    /// The last rows, which are too few or no multiple: they are multiplied with rows of zeros behind them.
    let rest: Range<Int>
    /// The number of rows that the rest takes with its padding.
    let paddedRest: Int

    /// Above this number of multiply-adds OpenBLAS uses its ordinary kernels.
    private static let smallProduct = 1_000_000
    /// Whose multiples the rows of a part are.
    private static let unit = OpenBLAS.coresWithoutUnits.contains(OpenBLAS.status.core) ? 1 : 12
    /// Fewer rows are padded all together, since each product rearranges the whole of its right operand.
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

    /// Parts that begin at multiples of the unit and are large products, or one part for all.
    ///
    /// That suffices where only the number of threads may not matter: the last part ends as the whole does.
    static func split(_ rows: Int, columns: Int, depth: Int, threads: Int) -> [Range<Int>] {
        let count = max(1, min(threads, rows / (leastRows(columns: columns, depth: depth) + unit)))
        let bounds = (0...count).map { $0 == count ? rows : rows * $0 / count / unit * unit }
        return zip(bounds, bounds.dropFirst()).map { $0..<$1 }
    }

    /// The fewest rows of a large product, as a multiple of the unit.
    private static func leastRows(columns: Int, depth: Int) -> Int {
        roundedUp(smallProduct / max(columns * depth, 1) + 1)
    }

    private static func roundedUp(_ rows: Int) -> Int { (rows + unit - 1) / unit * unit }
}

extension OpenBLAS {
    /// The cores that compute the last rows as they do the rest.
    fileprivate static let coresWithoutUnits: Set = ["SkylakeX", "Cooperlake"]

    /// Whether a row of a product in single precision has the same bits whatever rows are beside it, as measured: those for
    /// Haswell and Zen do not have that even in whole units.
    ///
    /// Heads compute in single precision whatever the encoder does.
    package static let keepsRowsApart =
        coresWithoutUnits.union(["Prescott", "Nehalem", "Sandybridge"]).contains(status.core)
}
