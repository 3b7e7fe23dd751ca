package import Optimization
package import TensorKernels

/// A linear model on fixed features: logistic regression for classes or labels, or ridge regression for numbers, fitted
/// to the minimum by ``LBFGS``.
package struct LinearProbe: Sendable {
    /// The weights of each output, `[outputs, width]`. With two classes, only the second has an output.
    package let weights: [[Double]]
    package let biases: [Double]
    /// The outcome of the fit.
    package let outcome: LBFGS.Outcome

    /// - Parameters:
    ///   - features: The rows, `[rows, width]`.
    ///   - targets: The targets of the rows.
    ///   - strength: The L2 strength relative to the sum of the losses: the inverse of scikit-learn's `C`, or the
    ///     `alpha` of its ridge regression.
    ///   - start: A fit to start from, for instance one with another strength.
    ///   - shouldStop: Called before each iteration; true stops the fit.
    /// - Throws: `CancellationError` if `shouldStop` returns true.
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

    /// The logits of each row; with two classes, both have an output, as in a head.
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

    /// The weights and biases with as many outputs as a head has: with two classes, each gets half of the fit's single
    /// output, the first with a negative sign, so that their difference equals it.
    package func head(classCount: Int) -> (weights: [[Double]], biases: [Double]) {
        guard classCount == 2, weights.count == 1 else { return (weights, biases) }
        return (
            [weights[0].map { -$0 / 2 }, weights[0].map { $0 / 2 }], [-biases[0] / 2, biases[0] / 2]
        )
    }
}
