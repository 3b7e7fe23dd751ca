import CTensorKernels
import TensorKernels

/// How far the rows of a table have been updated.
///
/// A row without a gradient misses an update. The table keeps what is needed to make up for it until no row lags behind.
struct LazyTable {
    /// A row and the number of those missed updates that it has made up for.
    struct Lag {
        let row: Int
        let madeUp: Int
        /// Whether its moments may differ from zero.
        let isMoving: Bool
    }

    let index: ParameterLayout.Index
    /// The number of its parameter group.
    let group: Int
    let segment: GradientStore.Segment
    let columns: Int
    /// The updates since all rows were up to date, oldest first.
    private(set) var missed: [fledge_adamw_rates] = []
    /// The group's weight decay is not zero.
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

    /// What some rows have to make up for; the table takes it as done.
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

    /// Forgets what no row has to make up for any more.
    mutating func forgetMissed() {
        missed.removeAll(keepingCapacity: true)
        for row in madeUp.indices { madeUp[row] = 0 }
    }

    /// Takes for moving each row with a moment in which a bit is set.
    mutating func findMovingRows(first: UnsafePointer<Float>, second: UnsafePointer<Float>) {
        for row in isMoving.indices {
            isMoving[row] = (row * columns..<(row + 1) * columns).contains { element in
                first[element].bitPattern | second[element].bitPattern != 0
            }
        }
    }

    /// Notes an update of these rows, which were up to date.
    mutating func note(_ rates: fledge_adamw_rates, rows: [Int32]) {
        // Whoever updates all rows leaves none behind.
        if rows.count == rowCount { forgetMissed() } else { missed.append(rates) }
        for row in rows.lazy.map(Int.init) {
            madeUp[row] = Int32(missed.count)
            isMoving[row] = true
        }
    }
}
