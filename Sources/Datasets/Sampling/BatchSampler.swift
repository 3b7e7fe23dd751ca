/// Divides a data set's rows into batches, in a new order each epoch.
///
/// The order depends on nothing but the seed and the epoch, so that training goes on after an interruption with the
/// batches it would have had.
public struct BatchSampler: Sendable {
    /// The number of rows in the data set.
    public let rowCount: Int
    /// The number of rows in a batch; the last batch of an epoch may be smaller.
    public let batchSize: Int
    /// What the orders derive from.
    public let seed: UInt64
    /// Whether a last, smaller batch is left out.
    public let dropsLast: Bool

    public init(rowCount: Int, batchSize: Int, seed: UInt64, dropsLast: Bool = false) {
        precondition(rowCount >= 0, "a data set cannot have fewer than no rows")
        precondition(batchSize > 0, "a batch needs at least one row")
        self.rowCount = rowCount
        self.batchSize = batchSize
        self.seed = seed
        self.dropsLast = dropsLast
    }

    /// The number of batches in an epoch.
    public var batchCount: Int {
        dropsLast ? rowCount / batchSize : (rowCount + batchSize - 1) / batchSize
    }

    /// All row indices in the order of an epoch, counted from 0, by a shuffle after Fisher and Yates.
    public func order(epoch: Int) -> [Int] {
        // The epoch's seed is drawn from the run's, so that neighbouring epochs and seeds share nothing.
        var seeds = SplitMix64(seed: seed)
        let base = seeds.next()
        var generator = SplitMix64(seed: base ^ UInt64(truncatingIfNeeded: epoch) &* 0xD134_2543_DE82_EF95)
        var order = Array(0..<rowCount)
        for last in stride(from: rowCount - 1, to: 0, by: -1) {
            order.swapAt(last, generator.next(below: last + 1))
        }
        return order
    }

    /// The row indices of each batch of an epoch.
    public func batches(epoch: Int) -> [ArraySlice<Int>] {
        let order = order(epoch: epoch)
        return (0..<batchCount).map { batch in
            order[batch * batchSize..<min((batch + 1) * batchSize, rowCount)]
        }
    }
}
