/// Metrics of the whole matrix that are not dominated by frequent classes.
extension ConfusionMatrix {
    /// The mean recall of the classes that have examples.
    public var balancedAccuracy: Double {
        let present = labels.indices.map(scores).filter { $0.support > 0 }
        return present.isEmpty ? 0 : present.reduce(0) { $0 + $1.recall } / Double(present.count)
    }

    /// The correlation of true and predicted classes, from -1 to 1; 0 if either of them is constant (Gorodkin 2004,
    /// "Comparing two K-category assignments by a K-category correlation coefficient").
    public var matthewsCorrelation: Double {
        let (truths, predictions) = (labels.indices.map(support), labels.indices.map(predicted))
        func products(_ left: [Int], _ right: [Int]) -> Int { zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } }
        let covariance = correct * total - products(truths, predictions)
        let predictionVariance = total * total - products(predictions, predictions)
        let truthVariance = total * total - products(truths, truths)
        guard predictionVariance > 0, truthVariance > 0 else { return 0 }
        return Double(covariance) / (Double(predictionVariance) * Double(truthVariance)).squareRoot()
    }

    /// For ordinal classes: the mean distance between the indices of the true and the predicted class; `nil` without
    /// examples.
    public var meanAbsoluteError: Double? {
        total == 0 ? nil : Double(weightedTotal { abs($0 - $1) }) / Double(total)
    }

    /// For ordinal classes: Cohen's kappa with the squared distance of the indices as the weight of an error, 1 for
    /// full agreement and 0 for chance agreement; `nil` if chance alone always agrees.
    public var quadraticWeightedKappa: Double? {
        let (truths, predictions) = (labels.indices.map(support), labels.indices.map(predicted))
        var expected = 0
        for (truth, truthCount) in truths.enumerated() {
            for (prediction, predictionCount) in predictions.enumerated() {
                expected += (truth - prediction) * (truth - prediction) * truthCount * predictionCount
            }
        }
        guard expected > 0 else { return nil }
        let observed = weightedTotal { ($0 - $1) * ($0 - $1) }
        return 1 - Double(observed) * Double(total) / Double(expected)
    }

    /// The sum of all counts, weighted by true and predicted class.
    private func weightedTotal(_ weight: (_ truth: Int, _ prediction: Int) -> Int) -> Int {
        labels.indices.reduce(0) { sum, truth in
            labels.indices.reduce(sum) { $0 + weight(truth, $1) * self[truth: truth, prediction: $1] }
        }
    }
}
