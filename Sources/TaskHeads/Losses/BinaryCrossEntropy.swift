import Foundation
public import TensorKernels

/// The mean over labels of the cross-entropy between the sigmoid of a logit and whether the label applies.
public struct BinaryCrossEntropy: TaskLoss {
    /// What the term of a label that applies is multiplied by, for each label; `nil` for 1.
    public var positiveWeights: [Double]?
    /// The share of the truth that is replaced by one half.
    public var labelSmoothing = 0.0
    /// How teacher logits are used, where they are given.
    public var distillation = Distillation()

    public init() {}

    /// - Parameters:
    ///   - logits: `[rows, labels]`.
    ///   - targets: Label sets.
    public func loss(
        _ logits: Matrix, targets: TargetBatch, teacherLogits: [[Float]]?, weight: Double, gradient: Matrix?
    ) -> Double {
        guard case .labelSets(let sets) = targets else { preconditionFailure("the targets must be label sets") }
        precondition(sets.count == logits.rows, "each row needs one label set")
        precondition(
            teacherLogits.map { $0.count == sets.count && $0.allSatisfy { $0.count == logits.columns } } ?? true,
            "each row needs the teacher's logits")
        precondition(positiveWeights.map { $0.count == logits.columns } ?? true, "each label needs a weight")
        let truthShare = (teacherLogits == nil ? 1 : 1 - distillation.weight) / Double(logits.columns)
        let teacherShare = distillation.weight / Double(logits.columns)
        var total = 0.0
        for (row, set) in sets.enumerated() {
            precondition(set.count == logits.columns, "a label set must speak of every label")
            var rowLoss = 0.0
            for column in set.indices {
                let logit = Double(logits.row(row)[column])
                let (loss, slope) = term(logit, truth: Double(set[column]), label: column)
                var labelSlope = truthShare * slope
                rowLoss += truthShare * loss
                if let teacher = teacherLogits?[row][column] {
                    let (loss, slope) = divergence(of: logit, fromTeacher: Double(teacher))
                    labelSlope += teacherShare * slope
                    rowLoss += teacherShare * loss
                }
                gradient?.row(row)[column] = Float(weight * labelSlope)
            }
            total += weight * rowLoss
        }
        return total
    }

    private func term(_ logit: Double, truth: Double, label: Int) -> (loss: Double, slope: Double) {
        let truth = truth * (1 - labelSmoothing) + labelSmoothing / 2
        let positive = (positiveWeights?[label] ?? 1) * truth
        return (
            positive * Self.softplus(-logit) + (1 - truth) * Self.softplus(logit),
            (1 - truth) * Self.sigmoid(logit) - positive * Self.sigmoid(-logit)
        )
    }

    /// The divergence of both probabilities at the temperature, times its square.
    private func divergence(of logit: Double, fromTeacher teacher: Double) -> (loss: Double, slope: Double) {
        let temperature = distillation.temperature
        let (own, teacher) = (logit / temperature, teacher / temperature)
        let probability = Self.sigmoid(teacher)
        let divergence =
            probability * (Self.softplus(-own) - Self.softplus(-teacher))
            + Self.sigmoid(-teacher) * (Self.softplus(own) - Self.softplus(teacher))
        return (temperature * temperature * divergence, temperature * (Self.sigmoid(own) - probability))
    }

    /// The probability of a label, given its logit.
    static func sigmoid(_ x: Double) -> Double {
        let power = exp(-abs(x))
        return (x >= 0 ? 1 : power) / (1 + power)
    }

    /// log(1 + e^x)
    private static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

    /// The probabilities of the labels, given their logits.
    public static func probabilities(logits: [Float]) -> [Float] { logits.map { Float(sigmoid(Double($0))) } }
}
