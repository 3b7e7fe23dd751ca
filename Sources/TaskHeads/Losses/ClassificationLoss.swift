import Foundation
public import TensorKernels

/// The cross-entropy between the softmax of logits and the true classes, with optional extensions.
///
/// Hard labels, smoothed labels and ordinal labels are all a distribution q over the classes. With the probabilities p
/// and the class weights w, a row's loss is the sum over the classes of w q (1 - p)^gamma (-log p). Distillation and
/// R-Drop add divergences, scaled by the weight of the row's true class.
public struct ClassificationLoss: TaskLoss {
    /// The share of a label that is spread evenly over all classes (Szegedy et al., 2016).
    public var labelSmoothing = 0.0
    /// A factor for each class's term; `nil` for 1. A mean divides by the sum of the rows' class weights, as in
    /// PyTorch.
    public var classWeights: [Double]?
    /// Focal-loss gamma: above 0, down-weights examples the model already gets right (Lin et al., 2017).
    public var focalGamma = 0.0
    /// For ordinal classes: the rate at which a class's share falls with its distance d from the true class, as
    /// exp(-sharpness d) (Diaz and Marathe, 2019); `nil` for classes without order.
    public var ordinalSharpness: Double?
    /// The use of teacher logits, if they are given.
    public var distillation = Distillation()
    /// For two passes with different dropout: the factor of the mean of both divergences between them (R-Drop; Liang et
    /// al., 2021).
    public var rDropWeight = 0.0

    public init() {}

    /// The sum of the weights of the rows' classes.
    public func totalWeight(of targets: TargetBatch) -> Double {
        classes(targets).reduce(0) { $0 + weight(ofClass: $1) }
    }

    /// Computes the loss and, if requested, its gradient.
    ///
    /// - Parameters:
    ///   - logits: `[rows, classes]`, or twice as many rows: those of a first pass followed by those of a second one. A
    ///     row's loss is then the mean of both, and ``rDropWeight`` applies.
    ///   - targets: Classes.
    ///   - teacherLogits: The teacher's logits for each row of the targets.
    public func loss(
        _ logits: Matrix, targets: TargetBatch, teacherLogits: [[Float]]?, weight: Double, gradient: Matrix?
    ) -> Double {
        let labels = classes(targets)
        let passCount = logits.rows == 2 * labels.count && !labels.isEmpty ? 2 : 1
        precondition(logits.rows == passCount * labels.count, "each row needs one label")
        precondition(
            teacherLogits.map { $0.count == labels.count && $0.allSatisfy { $0.count == logits.columns } } ?? true,
            "each row needs the teacher's logits")
        precondition(classWeights.map { $0.count == logits.columns } ?? true, "each class needs a weight")
        var passes = [ClassificationPass](repeating: ClassificationPass(logits.columns), count: passCount)
        var (shares, teacher) = (passes[0].slopes, passes[0].slopes)
        let truthShare = teacherLogits == nil ? 1 : 1 - distillation.weight
        var total = 0.0
        for (row, label) in labels.enumerated() {
            precondition((0..<logits.columns).contains(label), "there is no class \(label)")
            writeShares(label, to: &shares)
            let rowWeight = self.weight(ofClass: label)
            var rowLoss = 0.0
            for pass in passes.indices {
                let values = logits.rows(pass * labels.count + row..<pass * labels.count + row + 1).elements
                passes[pass].begin(values)
                rowLoss += passes[pass].addCrossEntropy(
                    shares, focalGamma: focalGamma, factor: truthShare / Double(passCount))
                if let teacherLogits {
                    LogSoftmax.write(teacherLogits[row], temperature: distillation.temperature, to: &teacher)
                    rowLoss += passes[pass].addDivergence(
                        from: teacher, of: values, temperature: distillation.temperature,
                        factor: distillation.weight * rowWeight / Double(passCount))
                }
            }
            if passCount == 2 {
                rowLoss += ClassificationPass.addMutualDivergence(&passes, factor: rDropWeight * rowWeight)
            }
            total += weight * rowLoss
            guard let gradient else { continue }
            for pass in passes.indices {
                let slopes = gradient.row(pass * labels.count + row)
                for column in shares.indices { slopes[column] = Float(weight * passes[pass].slopes[column]) }
            }
        }
        return total
    }

    private func classes(_ targets: TargetBatch) -> [Int] {
        guard case .classes(let classes) = targets else { preconditionFailure("the targets must be classes") }
        return classes
    }

    private func weight(ofClass label: Int) -> Double { classWeights?[label] ?? 1 }

    /// Writes the factor of each class's term.
    private func writeShares(_ label: Int, to shares: inout [Double]) {
        var sum = 1.0
        if let ordinalSharpness {
            for column in shares.indices { shares[column] = exp(-ordinalSharpness * Double(abs(column - label))) }
            sum = shares.reduce(0, +)
        } else {
            for column in shares.indices { shares[column] = column == label ? 1 : 0 }
        }
        let spread = labelSmoothing / Double(shares.count)
        for column in shares.indices {
            shares[column] = ((1 - labelSmoothing) * (shares[column] / sum) + spread) * weight(ofClass: column)
        }
    }
}
