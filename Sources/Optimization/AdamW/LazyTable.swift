import CTensorKernels
import TensorKernels

/// The update status of a table's rows.
///
/// A row without a gradient misses an update. The table keeps the data needed to catch up until all rows are up to
/// date.
struct LazyTable {
    /// A row and the number of missed updates that have been applied to it.
    struct Lag {
        let row: Int
        let madeUp: Int
        /// True if its moments may be nonzero.
        let isMoving: Bool
    }

    let index: ParameterLayout.Index
    /// The index of its parameter group.
    let group: Int
    let segment: GradientStore.Segment
    let columns: Int
    /// The updates since all rows were up to date, oldest first.
    private(set) var missed: [fledge_adamw_rates] = []
    /// True if the group's weight decay is not zero.
    private let decays: Bool
    private var madeUp: [Int32]
    private var isMoving: [Bool]

    init(_ index: ParameterLayout.Index, group: Int, decays: Bool, segment: GradientStore.Segment, columns: Int) {
        self.index = index
        self.group = group
        self.decays = decays
        self.segment = segment
        self.columns = columns
        madeUp = [Int32](repeating: 0, count: segment.count / columns)
        isMoving = [Bool](repeating: false, count: madeUp.count)
    }

    var rowCount: Int { madeUp.count }

    /// Returns the updates that some rows have missed, and marks them as applied.
    mutating func catchUp(_ rows: some Sequence<Int32>) -> [Lag] {
        var lags: [Lag] = []
        for row in rows.lazy.map(Int.init) where madeUp[row] < missed.count {
            // Without moments and decay, no update moves a row.
            if isMoving[row] || decays {
                lags.append(Lag(row: row, madeUp: Int(madeUp[row]), isMoving: isMoving[row]))
            }
            madeUp[row] = Int32(missed.count)
        }
        return lags
    }

    /// Discards the missed updates, since all rows are up to date.
    mutating func forgetMissed() {
        missed.removeAll(keepingCapacity: true)
        for row in madeUp.indices { madeUp[row] = 0 }
    }

    /// Marks each row as moving if any bit of its moments is set.
    mutating func findMovingRows(first: UnsafePointer<Float>, second: UnsafePointer<Float>) {
        for row in isMoving.indices {
            isMoving[row] = (row * columns..<(row + 1) * columns).contains { element in
                first[element].bitPattern | second[element].bitPattern != 0
            }
        }
    }

    /// Records an update of these rows, which were up to date.
    mutating func note(_ rates: fledge_adamw_rates, rows: [Int32]) {
        // An update of all rows leaves none behind.
        if rows.count == rowCount { forgetMissed() } else { missed.append(rates) }
        for row in rows.lazy.map(Int.init) {
            madeUp[row] = Int32(missed.count)
            isMoving[row] = true
        }
    }
}
