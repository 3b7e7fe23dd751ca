import Foundation
import Optimization
import TestSupport
import Testing

struct LBFGSTests {
    /// Rosenbrock's valley in several dimensions, whose minimum is 0 at all ones.
    private func valley(_ position: [Double], _ gradient: inout [Double]) -> Double {
        var value = 0.0
        for index in gradient.indices { gradient[index] = 0 }
        for index in 0..<position.count - 1 {
            let (first, second) = (position[index], position[index + 1])
            let (rise, rest) = (second - first * first, 1 - first)
            value += 100 * rise * rise + rest * rest
            gradient[index] -= 400 * first * rise + 2 * rest
            gradient[index + 1] += 200 * rise
        }
        return value
    }

    @Test(arguments: [2, 10, 50], [3, 10])
    func findsTheEndOfAValley(size: Int, memory: Int) {
        var search = LBFGS()
        search.memory = memory
        let start = (0..<size).map { $0 % 2 == 0 ? -1.2 : 1.0 }
        let outcome = search.minimize(from: start, valley)
        #expect(outcome.ending == .converged)
        // From some starting points, the nearest minimum is another one.
        var gradient = start
        #expect(abs(valley(outcome.position, &gradient) - outcome.value) < 1e-15)
        #expect((gradient.map(abs).max() ?? 1) <= 1e-8)
        #expect(outcome.iterations.map(\.number) == Array(1...outcome.iterations.count))
        #expect(outcome.iterations.last?.value == outcome.value)
        if size == 2 { #expect(largestDifference(outcome.position, [1, 1]) < 1e-6) }
    }

    /// Each iteration descends far enough and to a flatter point, as the Wolfe conditions require.
    @Test func everyStepGoesDown() {
        var values = [Double.infinity]
        let outcome = LBFGS().minimize(from: [-1.2, 1, -1.2, 1], observe: { values.append($0.value) }, valley)
        #expect(values.count == outcome.iterations.count + 1)
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 > $1 })
        #expect(outcome.evaluationCount < 2 * outcome.iterations.count + 20)
    }

    /// A quadratic whose curvatures differ by a factor of a thousand.
    @Test func findsTheMinimumOfASteepBowl() {
        let curvatures = (0..<20).map { pow(10, 3 * Double($0) / 19 - 1) }
        let outcome = LBFGS().minimize(from: [Double](repeating: 1, count: 20)) { position, gradient in
            var value = 0.0
            for index in position.indices {
                let distance = position[index] - Double(index)
                gradient[index] = curvatures[index] * distance
                value += curvatures[index] * distance * distance / 2
            }
            return value
        }
        #expect(outcome.ending == .converged)
        for (index, found) in outcome.position.enumerated() {
            #expect(abs(found - Double(index)) * curvatures[index] <= 1e-8)
        }
    }

    @Test func endsWhereItIsAsked() {
        var search = LBFGS()
        search.maximumIterations = 3
        #expect(search.minimize(from: [-1.2, 1], valley).ending == .exhausted)
        #expect(search.minimize(from: [-1.2, 1], valley).iterations.count == 3)
        var asked = 0
        let stopped = LBFGS().minimize(
            from: [-1.2, 1],
            shouldStop: {
                asked += 1
                return asked > 2
            }, valley)
        #expect(stopped.ending == .stopped)
        #expect(stopped.iterations.count == 2)
        // At the minimum, nothing is left to do.
        let arrived = LBFGS().minimize(from: [1, 1], valley)
        #expect(arrived.ending == .converged)
        #expect(arrived.iterations.isEmpty)
        #expect(arrived.evaluationCount == 1)
    }

    /// A gradient that is unrelated to the function leads nowhere, which the search reports.
    @Test func stallsWhereTheGradientMisleads() {
        let outcome = LBFGS().minimize(from: [1]) { position, gradient in
            gradient[0] = -1
            return position[0] * position[0]
        }
        #expect(outcome.ending == .stalled)
        #expect(outcome.position == [1])
    }
}
