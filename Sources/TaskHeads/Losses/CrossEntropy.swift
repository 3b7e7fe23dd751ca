public import TensorKernels

/// The cross-entropy between the softmax of logits and the true classes: ``ClassificationLoss`` without extensions.
public enum CrossEntropy {
    /// Returns the loss of several rows of logits.
    ///
    /// - Parameters:
    ///   - logits: `[sequences, classes]`.
    ///   - labels: The true class of each row.
    ///   - weight: The factor of each row's loss: one over the number of rows for a mean.
    ///   - gradient: Overwritten with the gradient with respect to the logits, if given.
    /// - Returns: The weighted sum of the rows' losses, in nats.
    public static func loss(_ logits: Matrix, labels: [Int], weight: Double, gradient: Matrix? = nil) -> Double {
        precondition(labels.count == logits.rows, "each row needs one label")
        return ClassificationLoss().loss(logits, targets: .classes(labels), weight: weight, gradient: gradient)
    }

    /// The loss of one row of logits, in nats.
    public static func loss(logits: some Collection<Float>, label: Int) -> Double {
        precondition((0..<logits.count).contains(label), "there is no class \(label)")
        return LogSoftmax.logarithmOfSum(logits) - Double(logits[logits.index(logits.startIndex, offsetBy: label)])
    }

    /// The probabilities of the classes, given their logits: the softmax.
    public static func probabilities(logits: [Float]) -> [Float] {
        LogSoftmax.probabilities(logits).map { Float($0) }
    }
}
