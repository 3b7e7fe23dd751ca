public import TensorKernels

/// The targets of the rows of a batch.
public enum TargetBatch: Sendable {
    /// The class of each row.
    case classes([Int])
    /// 1 or 0 for each row and label: whether the label applies.
    case labelSets([[Float]])
    /// A number for each row.
    case numbers([Float])

    /// The number of rows.
    public var count: Int {
        switch self {
        case .classes(let classes): classes.count
        case .labelSets(let sets): sets.count
        case .numbers(let numbers): numbers.count
        }
    }
}

/// The loss that a task's logits are trained with.
public protocol TaskLoss: Sendable {
    /// Returns the total weight of the rows. Its inverse is the `weight` that turns the sum of the rows' losses into
    /// their mean.
    ///
    /// If the rows of one update come in several batches, pass the targets of all of them.
    func totalWeight(of targets: TargetBatch) -> Double

    /// Computes the loss and, if requested, its gradient.
    ///
    /// - Parameters:
    ///   - logits: `[rows, outputs]`.
    ///   - targets: Targets of the kind that the loss expects, one per row.
    ///   - teacherLogits: Another model's logits for each row; `nil` for no distillation.
    ///   - weight: The factor of each row's loss: one over ``totalWeight(of:)`` for a mean.
    ///   - gradient: Overwritten with the gradient with respect to the logits, if given.
    /// - Returns: The weighted sum of the rows' losses.
    func loss(
        _ logits: Matrix, targets: TargetBatch, teacherLogits: [[Float]]?, weight: Double, gradient: Matrix?
    ) -> Double
}

extension TaskLoss {
    public func totalWeight(of targets: TargetBatch) -> Double { Double(targets.count) }

    /// Computes the loss without a teacher.
    public func loss(_ logits: Matrix, targets: TargetBatch, weight: Double, gradient: Matrix? = nil) -> Double {
        loss(logits, targets: targets, teacherLogits: nil, weight: weight, gradient: gradient)
    }
}

/// Settings of knowledge distillation from a teacher's logits (Hinton, Vinyals and Dean, 2015).
public struct Distillation: Sendable, Hashable {
    /// The share of the loss that compares with the teacher; the rest compares with the targets.
    public var weight: Double
    /// The divisor of both models' logits when they are compared.
    public var temperature: Double

    public init(weight: Double = 0.5, temperature: Double = 1) {
        self.weight = weight
        self.temperature = temperature
    }
}
