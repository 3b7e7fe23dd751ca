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
            let logSum = logarithmOfSum(values)
            total += weight * (logSum - Double(values[label]))
            guard let slope = gradient?.row(row) else { continue }
            for column in 0..<logits.columns {
                let probability = exp(Double(values[column]) - logSum)
                slope[column] = Float(weight * (probability - (column == label ? 1 : 0)))
            }
        }
        return total
    }

    /// The loss of one row of logits, in nats.
    public static func loss(logits: some Collection<Float>, label: Int) -> Double {
        precondition((0..<logits.count).contains(label), "there is no class \(label)")
        return logarithmOfSum(logits) - Double(logits[logits.index(logits.startIndex, offsetBy: label)])
    }

    /// The logarithm of the sum of the logits' exponentials.
    private static func logarithmOfSum(_ logits: some Collection<Float>) -> Double {
        let maximum = Double(logits.max() ?? 0)
        return maximum + log(logits.reduce(0) { $0 + exp(Double($1) - maximum) })
    }

    /// The probabilities of the classes, given their logits: the softmax.
    public static func probabilities(logits: [Float]) -> [Float] {
        let logSum = logarithmOfSum(logits)
        return logits.map { Float(exp(Double($0) - logSum)) }
    }
}
