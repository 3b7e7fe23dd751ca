import Foundation
public import TensorKernels

/// The cross-entropy between the sigmoid of each label's logit and its target (1 if the label applies, else 0),
/// averaged over labels.
public struct BinaryCrossEntropy: TaskLoss {
    /// A factor for the positive term of each label; `nil` for 1.
    public var positiveWeights: [Double]?
    /// The share of the target that is replaced by one half.
    public var labelSmoothing = 0.0
    /// The use of teacher logits, if they are given.
    public var distillation = Distillation()

    public init() {}

    /// Computes the loss and, if requested, its gradient.
    ///
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

    /// The divergence of both probabilities at the temperature, times the temperature squared.
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
