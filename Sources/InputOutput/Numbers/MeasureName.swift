/// Properties of a metric that follow from its name in JSON and run logs, for instance `macro_f1`.
package enum MeasureName {
    /// Returns true if lower is better: for losses, errors and times, as opposed to accuracies and correlations.
    package static func isLowerBetter(_ name: String) -> Bool {
        let words = name.lowercased().split { !$0.isLetter }
        return words.contains {
            ["loss", "error", "entropy", "perplexity", "mae", "mse", "rmse", "brier", "seconds"].contains($0)
        }
    }

    /// Returns true if one value of a metric is better than another, or equal with a lower loss.
    package static func isBetter(
        _ name: String, _ one: (value: Double, loss: Double), than other: (value: Double, loss: Double)
    ) -> Bool {
        let sign: Double = isLowerBetter(name) ? -1 : 1
        return (sign * one.value, -one.loss) > (sign * other.value, -other.loss)
    }

    /// The name in words.
    package static func title(_ name: String) -> String {
        name.replacing("_f1", with: "_F1").replacing("_", with: " ")
    }
}
