import CTensorKernels
import TensorKernels

/// The effect of one step on one parameter.
struct AdafactorUpdate {
    let moments: FactoredMoments
    /// The rows with gradients, in ascending order.
    let rows: [Int32]
    /// The factor of the previous means.
    let forgetting: Double
    let rate: Double
    let weightDecay: Double
}

/// Memory for the column sums of many portions.
final class ColumnSums {
    private var buffer = FloatBuffer(count: 0)

    /// Returns memory for `count` floats with unspecified content.
    func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
        if buffer.count < count { buffer = FloatBuffer(count: count) }
        return buffer.start
    }
}

/// One step of ``Adafactor`` over all parameters.
///
/// Each pass over the gradients is one parallel region. Threads process portions of rows that depend only on the shapes
/// and the touched rows, and the portions' sums are added in order, so the result is the same for any number of
/// threads.
struct AdafactorStep {
    /// Some rows of a parameter.
    private struct Portion {
        /// The index of the parameter's update.
        let update: Int
        let rows: ArraySlice<Int32>
        /// The start of its column sums.
        let sums: Int
    }

    /// The number of elements in a portion.
    private static let portionSize = 1 << 16

    private let settings: Adafactor.Settings
    private let updates: [AdafactorUpdate]
    private let parameters: UnsafeMutablePointer<Float>
    private let gradients: UnsafeMutablePointer<Float>
    private let gradientScale: Float
    private let columnSums: UnsafeMutablePointer<Float>
    private let team: ThreadTeam
    private let portions: [Portion]
    /// The portions of each update.
    private let ranges: [Range<Int>]

    init(
        settings: Adafactor.Settings, updates: [AdafactorUpdate], parameters: UnsafeMutablePointer<Float>,
        gradients: UnsafeMutablePointer<Float>, gradientScale: Float, sums: ColumnSums, team: ThreadTeam
    ) {
        self.settings = settings
        self.updates = updates
        self.parameters = parameters
        self.gradients = gradients
        self.gradientScale = gradientScale
        self.team = team
        var (portions, ranges, sumCount): ([Portion], [Range<Int>], Int) = ([], [], 0)
        for (number, update) in updates.enumerated() {
            let (columns, first) = (update.moments.columns, portions.count)
            let height = max(1, Self.portionSize / max(columns, 1))
            for start in stride(from: 0, to: update.rows.count, by: height) {
                let rows = update.rows[start..<min(start + height, update.rows.count)]
                portions.append(Portion(update: number, rows: rows, sums: sumCount))
                sumCount += (columns + 15) & ~15
            }
            ranges.append(first..<portions.count)
        }
        (self.portions, self.ranges) = (portions, ranges)
        columnSums = sums.floats(sumCount)
    }

    func run() {
        let rates = scaledRates()
        let vectorSquares = team.values(portions.count) { addSquares(portions[$0]) }
        let meansOfRows = team.values(updates.count) { foldColumns($0) }
        let squares = team.values(portions.count) { number in
            let portion = portions[number]
            return updates[portion.update].moments.isFactored
                ? updateSquares(portion, meanOfRows: meansOfRows[portion.update]) : vectorSquares[number]
        }
        decayTables(rates)
        team.forEach(portions.count) { _, number in
            let portion = portions[number]
            let (update, rate) = (updates[portion.update], rates[portion.update])
            let total = squares[ranges[portion.update]].reduce(0, +)
            let root = (total / Double(max(update.moments.segment.count, 1))).squareRoot()
            apply(
                portion, factor: rate / max(1, root / settings.clippingThreshold), rate: rate,
                meanOfRows: meansOfRows[portion.update])
        }
    }

    /// The learning rate of each parameter.
    private func scaledRates() -> [Double] {
        guard settings.scalesByParameter else { return updates.map(\.rate) }
        let chunks = updates.map { $0.moments.segment.chunks(of: Self.portionSize) }
        let flat = chunks.flatMap(\.self)
        let squares = team.values(flat.count) { number in
            fledge_sum_of_squares(parameters + flat[number].parameterOffset, flat[number].count)
        }
        var next = squares.startIndex
        return zip(updates, chunks).map { update, chunks in
            let total = squares[next..<next + chunks.count].reduce(0, +)
            next += chunks.count
            let root = (total / Double(max(update.moments.segment.count, 1))).squareRoot()
            return update.rate * max(settings.leastParameterScale, root)
        }
    }

    /// Updates the mean squares of rows and sums those of columns; for a vector, returns the sum of squares of its
    /// update.
    private func addSquares(_ portion: Portion) -> Double {
        let update = updates[portion.update]
        let (moments, columns) = (update.moments, update.moments.columns)
        let start = gradients + moments.segment.gradientOffset
        guard moments.isFactored else {
            return fledge_adafactor_vector_squares(
                start, gradientScale, settings.epsilon, Float(update.forgetting), moments.columnMeans,
                moments.columnFactors, columns)
        }
        let sums = columnSums + portion.sums
        sums.update(repeating: 0, count: columns)
        for row in portion.rows.lazy.map(Int.init) {
            let sum = fledge_adafactor_squares(start + row * columns, gradientScale, settings.epsilon, sums, columns)
            moments.rowMeans[row] = update.mean(moments.rowMeans[row], Double(sum) / Double(columns))
        }
        return 0
    }

    /// Updates the mean squares of the columns and of rows without gradients, and returns the mean over all rows.
    private func foldColumns(_ number: Int) -> Double {
        let update = updates[number]
        let moments = update.moments
        guard moments.isFactored else { return 0 }
        let epsilon = Double(settings.epsilon)
        let restCount = moments.rows - update.rows.count
        var totals = [Double](repeating: Double(restCount) * epsilon, count: moments.columns)
        for portion in portions[ranges[number]] {
            for column in totals.indices { totals[column] += Double(columnSums[portion.sums + column]) }
        }
        for column in totals.indices {
            let mean = update.mean(moments.columnMeans[column], totals[column] / Double(moments.rows))
            moments.columnMeans[column] = mean
            moments.columnFactors[column] = 1 / mean.squareRoot()
        }
        if restCount > 0 {
            var touched = update.rows[...]
            for row in 0..<moments.rows {
                if touched.first.map(Int.init) == row {
                    touched.removeFirst()
                } else {
                    moments.rowMeans[row] = update.mean(moments.rowMeans[row], epsilon)
                }
            }
        }
        return (0..<moments.rows).reduce(0) { $0 + Double(moments.rowMeans[$1]) } / Double(max(moments.rows, 1))
    }

    /// The sum of squares of the gradients scaled by the means.
    private func updateSquares(_ portion: Portion, meanOfRows: Double) -> Double {
        let moments = updates[portion.update].moments
        let start = gradients + moments.segment.gradientOffset
        return portion.rows.lazy.map(Int.init).reduce(0) { sum, row in
            sum
                + Double(
                    fledge_adafactor_update_squares(
                        start + row * moments.columns, rowFactor(moments, row, meanOfRows), moments.columnFactors,
                        moments.columns))
        }
    }

    private func rowFactor(_ moments: FactoredMoments, _ row: Int, _ meanOfRows: Double) -> Float {
        gradientScale * Float(1 / (Double(moments.rowMeans[row]) / meanOfRows).squareRoot())
    }

    /// Decays whole tables, since most of their rows have no gradient.
    private func decayTables(_ rates: [Double]) {
        let decayed = zip(updates, rates).filter { $0.0.moments.isTable && $0.0.weightDecay != 0 }
        let work = decayed.flatMap { update, rate in
            update.moments.segment.chunks(of: Self.portionSize).map { ($0, update.decay(rate)) }
        }
        team.forEach(work.count) { _, number in
            fledge_scale(parameters + work[number].0.parameterOffset, work[number].1, work[number].0.count)
        }
    }

    private func apply(_ portion: Portion, factor: Double, rate: Double, meanOfRows: Double) {
        let update = updates[portion.update]
        let (moments, columns) = (update.moments, update.moments.columns)
        let decay = moments.isTable ? 1 : update.decay(rate)
        for row in portion.rows.lazy.map(Int.init) {
            let offset = row * columns
            let rowFactor = moments.isFactored ? rowFactor(moments, row, meanOfRows) : gradientScale
            let values = parameters + moments.segment.parameterOffset + offset
            let slopes = gradients + moments.segment.gradientOffset + offset
            if let first = moments.first, let beta1 = settings.beta1 {
                fledge_adafactor_apply_mean(
                    values, slopes, first + offset, beta1, Float(factor) * rowFactor, moments.columnFactors, decay,
                    columns)
            } else {
                fledge_adafactor_apply(
                    values, slopes, Float(factor) * rowFactor, moments.columnFactors, decay, columns)
            }
        }
    }
}

extension AdafactorUpdate {
    /// Returns the running mean updated with a new value.
    fileprivate func mean(_ old: Float, _ new: Double) -> Float {
        Float(forgetting * Double(old) + (1 - forgetting) * new)
    }

    /// The decay factor of the parameter.
    fileprivate func decay(_ rate: Double) -> Float { Float(1 - weightDecay * rate) }
}
