package import Optimization
package import TensorKernels

/// A linear model on features that do not change: logistic regression of classes or labels, or ridge regression of numbers,
/// fitted to the minimum by ``LBFGS``.
package struct LinearProbe: Sendable {
    /// The numbers of an output one after the other, `[outputs, width]`. Of two classes, only the second has an output.
    package let weights: [[Double]]
    package let biases: [Double]
    /// How the fit went.
    package let outcome: LBFGS.Outcome

    /// - Parameters:
    ///   - features: The rows, `[rows, width]`.
    ///   - targets: What is to be given for each.
    ///   - strength: The strength of L2 against the sum of the losses: one over scikit-learn's `C`, or its ridge's `alpha`.
    ///   - start: A fit to begin at, for instance with another strength.
    ///   - shouldStop: Asked before each iteration.
    /// - Throws: `CancellationError` where `shouldStop` says so.
    package init(
        _ features: FeatureMatrix, _ targets: LinearTargets, strength: Double, start: LinearProbe? = nil,
        search: LBFGS = LBFGS(), team: ThreadTeam = .shared, observe: (LBFGS.Iteration) -> Void = { _ in },
        shouldStop: () -> Bool = { false }
    ) throws {
        let objective = LinearObjective(features, targets, strength: strength, team: team)
        let first =
            start.map { start in
                objective.position(of: zip(start.weights, start.biases).flatMap { $0 + [$1] })
            } ?? [Double](repeating: 0, count: objective.count)
        outcome = search.minimize(from: first, observe: observe, shouldStop: shouldStop) {
            objective.value(at: $0, gradient: &$1)
        }
        if outcome.ending == .stopped { throw CancellationError() }
        let all = objective.weights(at: outcome.position)
        let stride = features.width + 1
        weights = Swift.stride(from: 0, to: all.count, by: stride).map { Array(all[$0..<$0 + features.width]) }
        biases = Swift.stride(from: features.width, to: all.count, by: stride).map { all[$0] }
    }

    /// What the model gives for each row, with an output for each of two classes, as heads have.
    package func logits(_ features: FeatureMatrix, classCount: Int) -> [[Float]] {
        let (weights, biases) = head(classCount: classCount)
        return features.withReader { reader in
            (0..<features.rowCount).map { row in
                zip(weights, biases).map { weights, bias in
                    Float(weights.withUnsafeBufferPointer { reader.dot(row: row, $0) } + bias)
                }
            }
        }
    }

    /// Weights and biases with as many outputs as a head has: of two classes, the first gets minus what the second gets,
    /// so that their difference is the one output of the fit.
    package func head(classCount: Int) -> (weights: [[Double]], biases: [Double]) {
        guard classCount == 2, weights.count == 1 else { return (weights, biases) }
        return (
            [weights[0].map { -$0 / 2 }, weights[0].map { $0 / 2 }], [-biases[0] / 2, biases[0] / 2]
        )
    }
}
