import CTensorKernels
import TensorKernels

/// The tables that an optimizer updates row by row, when a row has a gradient or is read.
///
/// Missed updates are applied one after another, each with its own rates: even a zero gradient involves rounding, so no
/// closed form would give the same bits. A row stays in registers meanwhile, at a fraction of the cost of loading,
/// updating and storing it in every step.
final class LazyTables: DeferringUpdates {
    /// The maximum number of updates that a row can miss, which bounds the waiting time of a row's first reader.
    private static let longestLag = 256

    private let settings: fledge_adamw_settings
    private let moments: Moments
    private var tables: [LazyTable]
    private var store: ParameterStore?
    private var team: ThreadTeam?

    /// Collects the tables among the parameters of the groups.
    init(groups: [ParameterGroup], gradients: GradientStore, settings: fledge_adamw_settings, moments: Moments) {
        self.settings = settings
        self.moments = moments
        tables = groups.enumerated().flatMap { number, group in
            zip(group.parameters, group.segments).filter { gradients.layout[$0.0].isTable }.map { index, segment in
                LazyTable(
                    index, group: number, decays: group.weightDecay != 0, segment: segment,
                    columns: gradients.layout[index].shape[1])
            }
        }
    }

    /// Prepares the touched rows for an update.
    ///
    /// - Parameter rates: The rates of each group; `nil` for a group that the update skips, whose tables miss nothing.
    /// - Returns: The segments of these rows, and their group.
    func beginStep(
        _ parameters: ParameterStore, _ gradients: GradientStore, rates: [fledge_adamw_rates?], gradientScale: Float,
        on team: ThreadTeam
    ) -> [(group: Int, segments: [GradientStore.Segment])] {
        guard !tables.isEmpty else { return [] }
        attach(to: parameters)
        self.team = team
        return tables.indices.compactMap { number in
            let (index, group) = (tables[number].index, tables[number].group)
            guard let rates = rates[group] else { return nil }
            if !canWait(rates, gradientScale: gradientScale) { gradients.touchAll(of: index) }
            let rows = gradients.touchedRows(of: index)
            catchUp(number, rows)
            tables[number].note(rates, rows: rows)
            return (group, gradients.touchedSegments(of: index))
        }
    }

    /// Applies updates that have waited too long.
    func endStep() {
        for number in tables.indices where tables[number].missed.count == Self.longestLag { catchUp(number) }
    }

    func bringUpToDate(_ table: ParameterLayout.Index, rows: [Int32]) {
        if let number = tables.firstIndex(where: { $0.index == table }) { catchUp(number, rows) }
    }

    func bringUpToDate(_ table: ParameterLayout.Index) {
        if let number = tables.firstIndex(where: { $0.index == table }) { catchUp(number) }
    }

    func bringAllUpToDate() {
        for number in tables.indices { catchUp(number) }
    }

    /// Determines which rows have moments, after the moments were written from outside; all rows are up to date.
    func findMovingRows() {
        for number in tables.indices {
            let offset = tables[number].segment.gradientOffset
            tables[number].findMovingRows(first: moments.first + offset, second: moments.second + offset)
        }
    }

    /// A store has one optimizer that defers updates; before another one takes over, all its updates are applied.
    private func attach(to parameters: ParameterStore) {
        if store !== parameters { bringAllUpToDate() }
        store = parameters
        if parameters.updater !== self {
            parameters.updater?.bringAllUpToDate()
            parameters.updater = self
        }
    }

    /// Returns true if a zero gradient stays zero, and zero moments change a parameter only through its decay.
    private func canWait(_ rates: fledge_adamw_rates, gradientScale: Float) -> Bool {
        let numbers = [gradientScale, rates.step_size, rates.root_factor]
        return numbers.allSatisfy { $0.isFinite && $0.sign == .plus } && rates.decay.isFinite && settings.epsilon > 0
            && settings.epsilon.isFinite
    }

    private func catchUp(_ number: Int) {
        guard !tables[number].missed.isEmpty else { return }
        catchUp(number, 0..<Int32(tables[number].rowCount))
        tables[number].forgetMissed()
    }

    private func catchUp(_ number: Int, _ rows: some Sequence<Int32>) {
        guard let store, let team, !tables[number].missed.isEmpty else { return }
        let lags = tables[number].catchUp(rows)
        let (segment, columns, missed) = (tables[number].segment, tables[number].columns, tables[number].missed)
        let rowsAtOnce = 8
        let replay = Replay(
            settings: settings, missed: missed, columns: columns, parameters: store.storage + segment.parameterOffset,
            first: moments.first + segment.gradientOffset, second: moments.second + segment.gradientOffset)
        guard lags.count > rowsAtOnce else { return replay.run(lags[...]) }
        team.forEach((lags.count + rowsAtOnce - 1) / rowsAtOnce) { _, portion in
            let start = portion * rowsAtOnce
            replay.run(lags[start..<min(start + rowsAtOnce, lags.count)])
        }
    }
}

/// The missed updates of a table, and its memory.
private struct Replay {
    let settings: fledge_adamw_settings
    let missed: [fledge_adamw_rates]
    let columns: Int
    let parameters: UnsafeMutablePointer<Float>
    let first: UnsafeMutablePointer<Float>
    let second: UnsafeMutablePointer<Float>

    /// Applies the updates that some rows have missed.
    func run(_ lags: ArraySlice<LazyTable.Lag>) {
        missed.withUnsafeBufferPointer { missed in
            guard let start = missed.baseAddress else { return }
            var settings = settings
            for lag in lags {
                let (rates, count) = (start + lag.madeUp, missed.count - lag.madeUp)
                let offset = lag.row * columns
                if lag.isMoving {
                    fledge_adamw_replay(
                        &settings, rates, count, parameters + offset, first + offset, second + offset, columns)
                } else {
                    fledge_adamw_replay_decay(rates, count, parameters + offset, columns)
                }
            }
        }
    }
}
