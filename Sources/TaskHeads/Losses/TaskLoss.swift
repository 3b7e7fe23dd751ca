public import TensorKernels

/// The truth about the rows of a batch.
public enum TargetBatch: Sendable {
    /// The class of each row.
    case classes([Int])
    /// For each row and each label whether it applies: 1 or 0.
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

/// What a task's logits are trained by.
public protocol TaskLoss: Sendable {
    /// What the rows weigh together: one over it is the `weight` that makes the sum of the rows' losses their mean.
    ///
    /// Where the rows of one update come in several batches, it is that of all of them.
    func totalWeight(of targets: TargetBatch) -> Double

    /// - Parameters:
    ///   - logits: `[rows, outputs]`.
    ///   - targets: Of the kind that the loss is for, with as many rows.
    ///   - teacherLogits: What another model says of each row; `nil` for no distillation.
    ///   - weight: What each row's loss is multiplied by: one over ``totalWeight(of:)`` for a mean.
    ///   - gradient: Overwritten with the gradient by the logits where it is given.
    /// - Returns: The weighted sum of the rows' losses.
    func loss(
        _ logits: Matrix, targets: TargetBatch, teacherLogits: [[Float]]?, weight: Double, gradient: Matrix?
    ) -> Double
}

extension TaskLoss {
    public func totalWeight(of targets: TargetBatch) -> Double { Double(targets.count) }

    /// The same without a teacher.
    public func loss(_ logits: Matrix, targets: TargetBatch, weight: Double, gradient: Matrix? = nil) -> Double {
        loss(logits, targets: targets, teacherLogits: nil, weight: weight, gradient: gradient)
    }
}

/// How much a student's loss follows a teacher's logits (Hinton, Vinyals and Dean, 2015).
public struct Distillation: Sendable, Hashable {
    /// The share of the loss that compares with the teacher; the rest compares with the truth.
    public var weight: Double
    /// What both models' logits are divided by where they are compared.
    public var temperature: Double

    public init(weight: Double = 0.5, temperature: Double = 1) {
        self.weight = weight
        self.temperature = temperature
    }
}
