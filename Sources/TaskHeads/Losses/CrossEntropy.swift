import Foundation
public import TensorKernels

/// The cross-entropy between the softmax of logits and the true classes.
public enum CrossEntropy {
    /// - Parameters:
    ///   - logits: `[sequences, classes]`.
    ///   - labels: The true class of each row.
    ///   - weight: What each row's loss is multiplied by: one over the number of rows for a mean.
    ///   - gradient: Overwritten with the gradient by the logits where it is given.
    /// - Returns: The weighted sum of the rows' losses, in nats.
    public static func loss(_ logits: Matrix, labels: [Int], weight: Double, gradient: Matrix? = nil) -> Double {
        precondition(labels.count == logits.rows, "each row needs one label")
        var total = 0.0
        for (row, label) in labels.enumerated() {
            precondition((0..<logits.columns).contains(label), "there is no class \(label)")
            let values = logits.rows(row..<row + 1).elements
            let maximum = Double(values.max() ?? 0)
            let sum = values.reduce(0) { $0 + exp(Double($1) - maximum) }
            total += weight * (maximum + log(sum) - Double(values[label]))
            guard let slope = gradient?.row(row) else { continue }
            for column in 0..<logits.columns {
                let probability = exp(Double(values[column]) - maximum) / sum
                slope[column] = Float(weight * (probability - (column == label ? 1 : 0)))
            }
        }
        return total
    }

    /// The probabilities of the classes, given their logits: the softmax.
    public static func probabilities(logits: [Float]) -> [Float] {
        let maximum = Double(logits.max() ?? 0)
        let powers = logits.map { exp(Double($0) - maximum) }
        let sum = powers.reduce(0, +)
        return powers.map { Float($0 / sum) }
    }
}
