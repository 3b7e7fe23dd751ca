import Foundation
import Optimization
import TensorKernels
import TestSupport
import Testing
import Training

/// Linear models compared with scikit-learn's.
struct LinearProbeTests {
    struct Recorded: Decodable, CustomStringConvertible {
        enum Kind: String, Decodable {
            case classes, labelSets, numbers
        }
        struct Fit: Decodable {
            let strength: Double
            let coefficients: [[Double]]
            let intercepts: [Double]
        }
        let name: String
        let kind: Kind
        let features: [[Float]]
        let targets: [Double]
        let weights: [Double]?
        let fits: [Fit]

        var description: String { name }
        var width: Int { features[0].count }

        /// The targets that a recipe specifies.
        var linearTargets: LinearTargets {
            switch kind {
            case .classes:
                let classes = targets.map { Int($0) }
                let count = (classes.max() ?? 0) + 1
                let shares = (0..<count).map { label in
                    (0..<count).map { $0 == label ? weights?[label] ?? 1 : 0.0 }
                }
                return LinearTargets(classes: classes, shares: shares)
            case .labelSets:
                let count = targets.count / features.count
                return LinearTargets(
                    labelSets: features.indices.map { row in (0..<count).map { Float(targets[row * count + $0]) } })
            case .numbers: return LinearTargets(numbers: targets.map { Float($0) })
            }
        }

        var dense: FeatureMatrix { FeatureMatrix(values: features.flatMap(\.self), width: width) }

        var sparse: FeatureMatrix {
            let rows = features.map { row in
                row.indices.filter { row[$0] != 0 }.map { (column: $0, value: row[$0]) }
            }
            return FeatureMatrix(rows: rows, width: width)
        }
    }

    private static func recorded() throws -> [Recorded] {
        let path = Fixtures.path("LinearModels/linear-models.json")
        return try JSONDecoder().decode([Recorded].self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }

    private func difference(_ probe: LinearProbe, _ fit: Recorded.Fit) -> Double {
        max(
            largestDifference(probe.weights.flatMap(\.self), fit.coefficients.flatMap(\.self)),
            largestDifference(probe.biases, fit.intercepts))
    }

    @Test func findsWhatScikitLearnFinds() throws {
        let cases = try Self.recorded()
        #expect(cases.count == 9)
        for recorded in cases {
            for fit in recorded.fits {
                for features in [recorded.dense, recorded.sparse] {
                    let probe = try LinearProbe(features, recorded.linearTargets, strength: fit.strength)
                    #expect(probe.outcome.ending == .converged, "\(recorded.name), strength \(fit.strength)")
                    #expect(difference(probe, fit) < 1e-5, "\(recorded.name), strength \(fit.strength)")
                }
            }
        }
    }

    /// A fit that starts from another one reaches the same minimum.
    @Test func theBeginningChangesNothing() throws {
        for recorded in try Self.recorded() {
            let first = try LinearProbe(recorded.dense, recorded.linearTargets, strength: 20)
            let second = try LinearProbe(
                recorded.dense, recorded.linearTargets, strength: recorded.fits[0].strength, start: first)
            #expect(difference(second, recorded.fits[0]) < 1e-5, "\(recorded.name)")
            let same = try LinearProbe(recorded.dense, recorded.linearTargets, strength: 20, start: first)
            #expect(same.outcome.iterations.count <= 2)
        }
    }

    @Test func threadsChangeNoBit() throws {
        var generator = SeededGenerator(3)
        let rows = 2500
        let features = FeatureMatrix(values: generator.floats(rows * 9), width: 9)
        let classes = (0..<rows).map { _ in Int.random(in: 0..<3, using: &generator) }
        let shares = (0..<3).map { label in (0..<3).map { $0 == label ? 1.0 : 0.0 } }
        let targets = LinearTargets(classes: classes, shares: shares)
        let expected = try LinearProbe(features, targets, strength: 1, team: ThreadTeam(count: 1))
        for count in [2, 3, 5] {
            let probe = try LinearProbe(features, targets, strength: 1, team: ThreadTeam(count: count))
            #expect(probe.weights == expected.weights)
            #expect(probe.biases == expected.biases)
            #expect(probe.outcome.iterations == expected.outcome.iterations)
        }
    }

    @Test func stopsWhereItIsAsked() throws {
        let recorded = try Self.recorded()[0]
        #expect(throws: CancellationError.self) {
            try LinearProbe(recorded.dense, recorded.linearTargets, strength: 1, shouldStop: { true })
        }
    }
}
