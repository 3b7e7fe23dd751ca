import Foundation

/// A mapping from values on an axis to pixels, with ticks at round numbers.
struct ChartScale {
    struct Tick {
        let value: Double
        let label: String
    }

    let isLogarithmic: Bool
    /// The values at both ends.
    let lower: Double, upper: Double
    /// The positions of both ends, in pixels.
    private(set) var start = 0.0, end = 1.0
    private(set) var ticks: [Tick] = []

    /// - Parameters:
    ///   - values: The values to show; those that the axis cannot show are ignored.
    ///   - tickCount: The approximate number of ticks that fit.
    ///   - isRounded: True if the ends are extended to the next ticks.
    init(_ axis: ChartAxis, showing values: some Sequence<Double>, tickCount: Int, isRounded: Bool = true) {
        isLogarithmic = axis.isLogarithmic
        var range: (Double, Double)?
        for value in values where axis.shows(value) {
            range = range.map { (min($0.0, value), max($0.1, value)) } ?? (value, value)
        }
        var (low, high) = range ?? (isLogarithmic ? (1, 10) : (0, 1))
        if isLogarithmic {
            if high <= low * (1 + 1e-9) { (low, high) = (low / 2, high * 2) }
            (lower, upper, ticks) = Self.logarithmic(low, high, tickCount: tickCount, isRounded: isRounded)
        } else {
            let size = max(abs(low), abs(high))
            // Values that hardly differ from each other, or from 0, would leave no step between ticks.
            if size < 1e-300 {
                (low, high) = (0, 1)
            } else if high - low <= 1e-9 * size {
                (low, high) = (low - 0.1 * size, high + 0.1 * size)
            }
            (lower, upper, ticks) = Self.linear(
                low, high, tickCount: tickCount, isRounded: isRounded, isWhole: axis.isWhole)
        }
    }

    /// Returns the scale placed along a range of pixels.
    func along(from start: Double, to end: Double) -> ChartScale {
        var scale = self
        (scale.start, scale.end) = (start, end)
        return scale
    }

    /// The position of a value, in pixels.
    func place(_ value: Double) -> Double {
        let share =
            isLogarithmic ? (log(value) - log(lower)) / (log(upper) - log(lower)) : (value - lower) / (upper - lower)
        return start + share * (end - start)
    }

    /// The smallest of 1, 2, 2.5, 5 and 10 times a power of ten that splits a length into at most `count` steps.
    static func step(over length: Double, count: Int) -> Double {
        let rough = length / Double(max(count, 1))
        let power = pow(10, floor(log10(rough)))
        return ([1, 2, 2.5, 5].first { $0 * power >= rough * (1 - 1e-9) } ?? 10) * power
    }

    private static func linear(
        _ low: Double, _ high: Double, tickCount: Int, isRounded: Bool, isWhole: Bool
    ) -> (Double, Double, [Tick]) {
        var step = step(over: high - low, count: tickCount)
        if isWhole { step = step == 2.5 ? 5 : max(step, 1) }
        let (outer, inner) = (
            (floor(low / step + 1e-9), ceil(high / step - 1e-9)), (ceil(low / step - 1e-9), floor(high / step + 1e-9))
        )
        let (first, last) = isRounded ? outer : inner
        let largest = max(abs(first), abs(last)) * step
        let count = max(Int((last - first).rounded()), 0)
        let ticks = (0...count).map { index in
            let value = (first + Double(index)) * step
            return Tick(value: value, label: TickLabel.text(value, step: step, largest: largest))
        }
        return isRounded ? (first * step, last * step, ticks) : (low, high, ticks)
    }

    /// Ticks at powers of ten, or also at 2 and 5 times them if there is enough space.
    private static func logarithmic(
        _ low: Double, _ high: Double, tickCount: Int, isRounded: Bool
    ) -> (Double, Double, [Tick]) {
        let decades = log10(high) - log10(low)
        let factors: [Double] = decades * 3 <= Double(tickCount) ? [1, 2, 5] : [1]
        let stride = max(Int((decades / Double(max(tickCount, 1))).rounded(.up)), 1)
        let (first, last) = (Int(floor(log10(low))) - 1, Int(ceil(log10(high))) + 1)
        let all = (first...last).filter { $0.isMultiple(of: stride) }.flatMap { exponent in
            factors.map { $0 * pow(10, Double(exponent)) }
        }
        let below = all.last { $0 <= low * (1 + 1e-9) } ?? low
        let above = all.first { $0 >= high * (1 - 1e-9) } ?? high
        let (lower, upper) = isRounded ? (below, above) : (low, high)
        let ticks = all.filter { $0 >= lower * (1 - 1e-9) && $0 <= upper * (1 + 1e-9) }.map {
            Tick(value: $0, label: TickLabel.value($0))
        }
        return (lower, upper, ticks)
    }
}
