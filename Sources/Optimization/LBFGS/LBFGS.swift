/// Minimizes a smooth function of many variables using its gradients, with a memory of a few steps instead of the
/// matrix of second derivatives (limited-memory BFGS; Nocedal and Wright, Numerical Optimization, 2006, algorithms 7.4
/// and 7.5).
///
/// Everything is computed in double precision and in a fixed order, so that the same function gives the same bits.
public struct LBFGS: Sendable {
    /// The number of remembered steps.
    public var memory = 10
    public var maximumIterations = 2000
    /// The search ends when no component of the gradient exceeds this value.
    public var gradientTolerance: Double

    public init(gradientTolerance: Double = 1e-8) { self.gradientTolerance = gradientTolerance }

    /// The reason that a search ended.
    public enum Ending: String, Sendable, Codable {
        /// The gradient is within the tolerance.
        case converged
        /// Rounding errors prevent any further improvement.
        case stalled
        /// The maximum number of iterations was reached.
        case exhausted
        /// The caller stopped the search.
        case stopped
    }

    /// A position that an iteration reached.
    public struct Iteration: Sendable, Equatable {
        /// The number of the iteration, from 1.
        public let number: Int
        public let value: Double
        /// The largest absolute component of the gradient.
        public let largestSlope: Double
        /// The factor of the search direction.
        public let stepLength: Double
    }

    /// The result of a search.
    public struct Outcome: Sendable {
        public let position: [Double]
        public let value: Double
        public let iterations: [Iteration]
        /// The number of evaluations of the function.
        public let evaluationCount: Int
        public let ending: Ending
    }

    /// Searches for a minimum.
    ///
    /// - Parameters:
    ///   - start: The initial position.
    ///   - observe: Called after each iteration.
    ///   - shouldStop: Called before each iteration.
    ///   - function: Receives a position, overwrites the gradient, and returns the value.
    public func minimize(
        from start: [Double], observe: (Iteration) -> Void = { _ in }, shouldStop: () -> Bool = { false },
        _ function: (_ position: [Double], _ gradient: inout [Double]) -> Double
    ) -> Outcome {
        var evaluationCount = 0
        func place(at position: [Double]) -> Place {
            var gradient = [Double](repeating: 0, count: position.count)
            evaluationCount += 1
            let value = function(position, &gradient)
            return Place(position: position, value: value, gradient: gradient)
        }
        var here = place(at: start)
        var steps: [Step] = []
        var iterations: [Iteration] = []
        func outcome(_ ending: Ending) -> Outcome {
            Outcome(
                position: here.position, value: here.value, iterations: iterations, evaluationCount: evaluationCount,
                ending: ending)
        }
        while here.largestSlope > gradientTolerance {
            if iterations.count >= maximumIterations { return outcome(.exhausted) }
            if shouldStop() { return outcome(.stopped) }
            var search = WolfeLineSearch(from: here, along: direction(here, steps))
            var found = search.run(place)
            if found == nil, !steps.isEmpty {
                // The remembered steps may be misleading: retry along the negative gradient.
                steps = []
                search = WolfeLineSearch(from: here, along: direction(here, steps))
                found = search.run(place)
            }
            guard let found else { return outcome(.stalled) }
            if let step = Step(from: here, to: found.place) {
                steps.append(step)
                if steps.count > memory { steps.removeFirst() }
            }
            here = found.place
            iterations.append(
                Iteration(
                    number: iterations.count + 1, value: here.value, largestSlope: here.largestSlope,
                    stepLength: found.length))
            iterations.last.map(observe)
        }
        return outcome(.converged)
    }

    /// The search direction: minus the gradient, times the inverse Hessian approximated from the steps.
    private func direction(_ here: Place, _ steps: [Step]) -> [Double] {
        var direction = here.gradient
        var shares: [Double] = []
        for step in steps.reversed() {
            let share = step.inverseCurvature * step.move.dot(direction)
            direction.add(-share, step.change)
            shares.append(share)
        }
        let scale = steps.last?.scale ?? 1 / max(here.gradient.dot(here.gradient).squareRoot(), 1)
        for index in direction.indices { direction[index] *= scale }
        for (step, share) in zip(steps, shares.reversed()) {
            direction.add(share - step.inverseCurvature * step.change.dot(direction), step.move)
        }
        for index in direction.indices { direction[index] = -direction[index] }
        return direction
    }

    /// A position with the function's value and gradient.
    struct Place {
        let position: [Double]
        let value: Double
        let gradient: [Double]

        var largestSlope: Double { gradient.reduce(0) { max($0, abs($1)) } }
    }

    /// A completed step, and the change of the gradient along it.
    private struct Step {
        let move: [Double]
        let change: [Double]
        let inverseCurvature: Double
        let scale: Double

        /// Returns `nil` if rounding hides the curvature.
        init?(from first: Place, to second: Place) {
            move = zip(second.position, first.position).map { $0 - $1 }
            change = zip(second.gradient, first.gradient).map { $0 - $1 }
            let curvature = move.dot(change)
            let square = change.dot(change)
            guard curvature > 1e-16 * square, curvature.isFinite, square > 0 else { return nil }
            inverseCurvature = 1 / curvature
            scale = curvature / square
        }
    }
}

extension [Double] {
    func dot(_ other: [Double]) -> Double {
        var sum = 0.0
        for index in indices { sum += self[index] * other[index] }
        return sum
    }

    mutating func add(_ factor: Double, _ other: [Double]) {
        for index in indices { self[index] += factor * other[index] }
    }
}
