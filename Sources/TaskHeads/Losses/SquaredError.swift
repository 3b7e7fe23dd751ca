public import TensorKernels

/// The squared difference between a row's only output and its target.
public struct SquaredError: TaskLoss {
    /// The share of the loss that compares with a teacher's output, if given; the rest compares with the target.
    public var distillationWeight = 0.5

    public init() {}

    /// Computes the loss and, if requested, its gradient.
    ///
    /// - Parameters:
    ///   - logits: `[rows, 1]`.
    ///   - targets: Numbers.
    public func loss(
        _ logits: Matrix, targets: TargetBatch, teacherLogits: [[Float]]?, weight: Double, gradient: Matrix?
    ) -> Double {
        guard case .numbers(let numbers) = targets else { preconditionFailure("the targets must be numbers") }
        precondition(numbers.count == logits.rows && logits.columns == 1, "each row needs one output and one number")
        precondition(
            teacherLogits.map { $0.count == numbers.count && $0.allSatisfy { $0.count == 1 } } ?? true,
            "each row needs the teacher's output")
        let truthShare = teacherLogits == nil ? 1 : 1 - distillationWeight
        var total = 0.0
        for (row, number) in numbers.enumerated() {
            let output = Double(logits.row(row)[0])
            let error = output - Double(number)
            var (loss, slope) = (truthShare * error * error, 2 * truthShare * error)
            if let teacher = teacherLogits?[row][0] {
                let error = output - Double(teacher)
                loss += distillationWeight * error * error
                slope += 2 * distillationWeight * error
            }
            total += weight * loss
            gradient?.row(row)[0] = Float(weight * slope)
        }
        return total
    }
}
