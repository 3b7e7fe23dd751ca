import InputOutput

/// Divides a dataset's rows into batches, in a new order in each epoch.
///
/// The batches depend only on the settings, the seed and the epoch, so that a resumed training run gets the same
/// batches as an uninterrupted one.
public struct BatchSampler: Sendable {
    /// The number of rows in an epoch, not counting replayed rows.
    public let rowCount: Int
    /// The settings for forming batches.
    public let settings: SamplingSettings
    /// The seed of the orders.
    public let seed: UInt64
    private let tokenCounts: [Int]
    private let balance: ClassBalance?

    /// - Parameters:
    ///   - rowCount: The number of rows, not counting replayed rows.
    ///   - tokenCounts: The number of tokens of each row, followed by those of replayed rows; required for batches of
    ///     tokens and for grouping by length.
    ///   - classes: The class of each row; required for balanced classes.
    ///   - settings: The settings for forming batches.
    ///   - seed: The seed of the orders.
    public init(
        rowCount: Int, tokenCounts: [Int] = [], classes: [Int]? = nil, settings: SamplingSettings, seed: UInt64
    ) {
        precondition(rowCount >= 0, "a data set cannot have fewer than no rows")
        if let replay = settings.replay {
            precondition(replay.rows.lowerBound >= rowCount, "the rows of a replay lie behind the others")
            precondition((0...1).contains(replay.share), "a share is from 0 to 1")
        }
        switch settings.size {
        case .rows(let count): precondition(count > 0, "a batch needs at least one row")
        case .tokens(let count): precondition(count > 0, "a batch needs at least one token")
        }
        if case .byLength(let window) = settings.grouping { precondition(window > 0, "a window needs a batch") }
        if Self.needsTokenCounts(settings) {
            precondition(
                tokenCounts.count >= max(rowCount, settings.replay?.rows.upperBound ?? 0),
                "the number of tokens is needed for each row")
        }
        precondition(!settings.balancesClasses || classes?.count == rowCount, "the class is needed for each row")
        self.rowCount = rowCount
        self.settings = settings
        self.seed = seed
        self.tokenCounts = tokenCounts
        balance = settings.balancesClasses ? classes.map { ClassBalance(classes: $0, seed: seed) } : nil
    }

    /// Creates a sampler for batches of `batchSize` rows in random order.
    public init(rowCount: Int, batchSize: Int, seed: UInt64, dropsLast: Bool = false) {
        self.init(
            rowCount: rowCount, settings: SamplingSettings(size: .rows(batchSize), dropsLast: dropsLast), seed: seed)
    }

    /// Tells whether batches depend on the lengths of rows.
    private static func needsTokenCounts(_ settings: SamplingSettings) -> Bool {
        if case .tokens = settings.size { return true }
        return settings.grouping != .random
    }

    /// The number of rows that an epoch draws.
    public var drawCount: Int { rowCount + (settings.replay?.count ?? 0) }

    /// The number of batches in the first epoch, and in every epoch if batches have a fixed number of rows.
    public var batchCount: Int { batchCount(epoch: 0) }

    /// The number of batches in an epoch.
    public func batchCount(epoch: Int) -> Int {
        switch settings.size {
        case .rows(let size): drawCount / size + (settings.dropsLast || drawCount % size == 0 ? 0 : 1)
        case .tokens: batches(epoch: epoch).count
        }
    }

    /// The number of batches in each of the first epochs, for schedules that need to know all of them in advance.
    ///
    /// Batches of tokens have to be formed to be counted, which takes about as long as sorting the rows once per epoch.
    public func batchCounts(epochs: Int) -> [Int] { (0..<epochs).map { batchCount(epoch: $0) } }

    /// All row indices in the random order of an epoch, counted from 0, before they are grouped.
    public func order(epoch: Int) -> [Int] {
        var order = balance?.draws(epoch: epoch) ?? Array(0..<rowCount)
        if let replay = settings.replay { order += draws(of: replay, epoch: epoch) }
        var generator = SplitMix64(seed: seed, at: epoch)
        generator.shuffle(&order)
        return order
    }

    /// The row indices of each batch of an epoch.
    public func batches(epoch: Int) -> [ArraySlice<Int>] {
        var order = order(epoch: epoch)
        guard case .byLength(let window) = settings.grouping else { return batches(of: order[...]) }
        let windows = windows(of: order, batchCount: window)
        for window in windows { sortByLength(&order, window) }
        var batches = windows.flatMap { self.batches(of: order[$0]) }
        var generator = SplitMix64(seed: seed, at: RandomStream.batchOrder, epoch)
        generator.shuffle(&batches)
        return batches
    }

    /// A new sample of the replayed rows.
    private func draws(of replay: Replay, epoch: Int) -> ArraySlice<Int> {
        var rows = Array(replay.rows)
        var generator = SplitMix64(seed: seed, at: RandomStream.replay, epoch)
        generator.shuffle(&rows)
        return rows.prefix(replay.count)
    }

    /// Splits rows into batches.
    private func batches(of rows: ArraySlice<Int>) -> [ArraySlice<Int>] {
        switch settings.size {
        case .rows(let size):
            stride(from: rows.startIndex, to: rows.endIndex, by: min(size, max(rows.count, 1)))
                .map { rows[$0...].prefix(size) }
                .filter { !settings.dropsLast || $0.count == size }
        case .tokens(let limit):
            ranges(of: rows, tokenLimit: limit).map { rows[$0] }
        }
    }

    /// The parts of an order that are sorted separately.
    private func windows(of order: [Int], batchCount: Int) -> [Range<Int>] {
        switch settings.size {
        case .rows(let size):
            let length = size.multipliedReportingOverflow(by: batchCount)
            let step = length.overflow ? order.count : min(length.partialValue, order.count)
            return stride(from: 0, to: order.count, by: max(step, 1)).map { $0..<min($0 + step, order.count) }
        case .tokens(let limit):
            let length = limit.multipliedReportingOverflow(by: batchCount)
            return ranges(of: order[...], tokenLimit: length.overflow ? .max : length.partialValue)
        }
    }

    /// Splits rows so that each part has as many as the limit allows, and at least one.
    private func ranges(of rows: ArraySlice<Int>, tokenLimit: Int) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = rows.startIndex
        var tokens = 0
        for index in rows.indices {
            let count = tokenCounts[rows[index]]
            if index > start, count > tokenLimit - tokens {
                ranges.append(start..<index)
                (start, tokens) = (index, 0)
            }
            tokens += count
        }
        if start < rows.endIndex { ranges.append(start..<rows.endIndex) }
        return ranges
    }

    /// Sorts a window by length; rows of the same length stay in their random order.
    private func sortByLength(_ order: inout [Int], _ window: Range<Int>) {
        let sorted = window.sorted { (tokenCounts[order[$0]], $0) < (tokenCounts[order[$1]], $1) }
        order.replaceSubrange(window, with: sorted.map { order[$0] })
    }
}
