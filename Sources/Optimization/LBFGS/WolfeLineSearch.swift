/// A line search for a step that decreases the function sufficiently and flattens it sufficiently: the strong Wolfe
/// conditions (Nocedal and Wright, Numerical Optimization, 2006, algorithms 3.5 and 3.6), with cubic interpolation.
struct WolfeLineSearch {
    private let start: LBFGS.Place
    private let direction: [Double]
    private let slope: Double
    /// The size of differences in value that rounding alone can cause.
    private let noise: Double

    /// The minimum decrease, as a share of the decrease that the slope predicts.
    private static let sufficientDecrease = 1e-4
    /// The maximum slope, as a share of the initial one.
    private static let curvature = 0.9
    private static let mostTrials = 40

    init(from start: LBFGS.Place, along direction: [Double]) {
        self.start = start
        self.direction = direction
        slope = start.gradient.dot(direction)
        noise = 4 * start.value.magnitude.ulp
    }

    /// A step length that was tried.
    private struct Trial {
        let length: Double
        let value: Double
        let slope: Double
        let place: LBFGS.Place
    }

    /// - Parameter evaluate: Computes the function at a position.
    /// - Returns: A position where the conditions hold; `nil` if none was found, or if the direction leads uphill.
    func run(_ evaluate: ([Double]) -> LBFGS.Place) -> (place: LBFGS.Place, length: Double)? {
        guard slope < 0 else { return nil }
        func attempt(_ length: Double) -> Trial {
            var position = start.position
            position.add(length, direction)
            let place = evaluate(position)
            return Trial(length: length, value: place.value, slope: place.gradient.dot(direction), place: place)
        }
        var last = Trial(length: 0, value: start.value, slope: slope, place: start)
        var length = 1.0
        for number in 0..<Self.mostTrials {
            let trial = attempt(length)
            if !falls(trial) || (number > 0 && trial.value > last.value + noise) {
                return zoom(low: last, high: trial, attempt)
            }
            if isFlat(trial) { return (trial.place, trial.length) }
            if trial.slope >= 0 { return zoom(low: trial, high: last, attempt) }
            last = trial
            length *= 2
        }
        return nil
    }

    private func falls(_ trial: Trial) -> Bool {
        trial.value <= start.value + Self.sufficientDecrease * trial.length * slope + noise
    }

    private func isFlat(_ trial: Trial) -> Bool { abs(trial.slope) <= -Self.curvature * slope }

    /// Narrows down an interval that contains such a step; `low` is the better end.
    private func zoom(
        low: Trial, high: Trial, _ attempt: (Double) -> Trial
    ) -> (place: LBFGS.Place, length: Double)? {
        var (low, high) = (low, high)
        for _ in 0..<Self.mostTrials {
            let trial = attempt(Self.minimum(low, high))
            if !falls(trial) || trial.value > low.value + noise {
                high = trial
            } else {
                if isFlat(trial) { return (trial.place, trial.length) }
                if trial.slope * (high.length - low.length) >= 0 { high = low }
                low = trial
            }
            if abs(high.length - low.length) <= 1e-14 * max(low.length, high.length) { break }
        }
        return low.length > 0 && low.value < start.value ? (low.place, low.length) : nil
    }

    /// The minimum of the cubic through both ends with their slopes, if well inside the interval; otherwise the
    /// midpoint.
    private static func minimum(_ low: Trial, _ high: Trial) -> Double {
        let width = high.length - low.length
        let middle = low.length + width / 2
        guard high.value.isFinite, high.slope.isFinite else { return middle }
        let first = low.slope + high.slope - 3 * (low.value - high.value) / (low.length - high.length)
        let square = first * first - low.slope * high.slope
        guard square >= 0 else { return middle }
        let second = (width < 0 ? -1 : 1) * square.squareRoot()
        let length = high.length - width * (high.slope + second - first) / (high.slope - low.slope + 2 * second)
        let share = (length - low.length) / width
        return share.isFinite && share > 0.05 && share < 0.95 ? length : middle
    }
}
