/// The size of a batch.
public enum BatchSize: Sendable, Equatable {
    /// This many rows; the last batch of an epoch may have fewer.
    case rows(Int)
    /// As many whole rows as have at most this many tokens together, and at least one row.
    case tokens(Int)
}

/// The grouping of rows into batches.
public enum BatchGrouping: Sendable, Equatable {
    /// Arbitrary rows, in random order.
    case random
    /// Rows of similar length: the random order is split into windows of this many batches, each window is sorted by
    /// length and split into batches, and all batches of the epoch are shuffled.
    case byLength(window: Int = 50)
}

/// Rows of another source, some of which each epoch mixes in to prevent forgetting.
public struct Replay: Sendable, Equatable {
    /// The rows' indices, after those of the regular rows.
    public var rows: Range<Int>
    /// The share of the rows that an epoch draws, each at most once, from 0 to 1.
    public var share: Double

    public init(rows: Range<Int>, share: Double) {
        self.rows = rows
        self.share = share
    }

    /// The number of rows that an epoch draws.
    public var count: Int { Int((share * Double(rows.count)).rounded()) }
}

/// The settings for forming an epoch's batches.
public struct SamplingSettings: Sendable, Equatable {
    /// The size of a batch.
    public var size: BatchSize
    /// The grouping of rows into batches.
    public var grouping: BatchGrouping
    /// Draws every class equally often. An epoch still has as many draws as there are rows: rows of rare classes occur
    /// several times, and those of frequent classes alternate from epoch to epoch.
    public var balancesClasses: Bool
    /// Rows of another source to mix in.
    public var replay: Replay?
    /// Leaves out a smaller last batch; batches of tokens have no common size, and all of them are kept.
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
