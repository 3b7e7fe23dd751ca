/// How much goes into a batch.
public enum BatchSize: Sendable, Equatable {
    /// So many rows; the last batch of an epoch may have fewer.
    case rows(Int)
    /// As many whole rows as have at most so many tokens together, and at least one row.
    case tokens(Int)
}

/// Which rows come into a batch together.
public enum BatchGrouping: Sendable, Equatable {
    /// Any, in random order.
    case random
    /// Rows of similar length: the random order is cut into windows of so many batches, each window is sorted by
    /// length and cut into batches, and all batches of the epoch are put in random order.
    case byLength(window: Int = 50)
}

/// Rows of another source that each epoch mixes in some of, so that what they taught is not forgotten.
public struct Replay: Sendable, Equatable {
    /// The rows' indices, behind those that every epoch goes through.
    public var rows: Range<Int>
    /// The share of the rows that an epoch draws, each at most once, from 0 to 1.
    public var share: Double

    public init(rows: Range<Int>, share: Double) {
        self.rows = rows
        self.share = share
    }

    /// How many rows an epoch draws.
    public var count: Int { Int((share * Double(rows.count)).rounded()) }
}

/// How an epoch's batches are made.
public struct SamplingSettings: Sendable, Equatable {
    /// How much goes into a batch.
    public var size: BatchSize
    /// Which rows come into a batch together.
    public var grouping: BatchGrouping
    /// Whether every class is drawn equally often. An epoch then still has as many draws as there are rows: rows of
    /// rare classes come several times, and those of frequent classes take turns from epoch to epoch.
    public var balancesClasses: Bool
    /// Rows of another source to mix in.
    public var replay: Replay?
    /// Whether a last, smaller batch is left out; batches of tokens have no common size, and all of them stay.
    public var dropsLast: Bool

    public init(
        size: BatchSize, grouping: BatchGrouping = .random, balancesClasses: Bool = false, replay: Replay? = nil,
        dropsLast: Bool = false
    ) {
        self.size = size
        self.grouping = grouping
        self.balancesClasses = balancesClasses
        self.replay = replay
        self.dropsLast = dropsLast
    }
}
