import Foundation

/// Metrics of the probabilities themselves.
extension ClassPredictions {
    /// The ranking of all examples by each class's probability, of that class against all others.
    var rankings: [RankedScores] {
        labels.indices.map { label in
            RankedScores(
                truths.indices.map { (score: probabilities[$0 * labels.count + label], isTrue: truths[$0] == label) })
        }
    }

    /// The mean cross-entropy in nats; `nil` without examples.
    ///
    /// From logits it is exact. If only probabilities are known, they are clamped away from 0 and 1 by the precision of
    /// a double (2.2e-16), so that one impossible example does not make the mean infinite.
    public var crossEntropy: Double? {
        guard count > 0 else { return nil }
        var sum = 0.0
        for (row, truth) in truths.enumerated() {
            if let logits {
                sum += Softmax.crossEntropy(logits[row * labels.count..<(row + 1) * labels.count], truth: truth)
            } else {
                let probability = probabilities[row * labels.count + truth]
                sum -= log(min(max(probability, .ulpOfOne), 1 - .ulpOfOne))
            }
        }
        return sum / Double(count)
    }

    /// The mean squared distance between the probabilities and the truth (Brier 1950): for two classes, the distance
    /// for the second class's probability, from 0 to 1; for more classes, the sum over the classes, from 0 to 2. `nil`
    /// without examples.
    public var brierScore: Double? {
        guard count > 0 else { return nil }
        var sum = 0.0
        for (row, truth) in truths.enumerated() {
            for (label, probability) in probabilities(of: row).enumerated() {
                let distance = probability - (label == truth ? 1 : 0)
                sum += distance * distance
            }
        }
        return sum / Double(count) * (labels.count <= 2 ? 0.5 : 1)
    }
}
