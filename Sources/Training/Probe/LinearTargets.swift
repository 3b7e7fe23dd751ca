import Foundation
import TaskHeads

/// The targets of a linear model, and the loss that compares its outputs with them.
package struct LinearTargets: Sendable {
    /// The link function and the loss.
    enum Link: Sendable {
        /// Softmax with cross-entropy (multinomial logistic regression).
        case softmax
        /// A sigmoid per output with cross-entropy (logistic regression).
        case sigmoid
        /// The outputs themselves, with half the squared error (ridge regression).
        case identity
    }

    let link: Link
    let outputs: Int
    /// The weight of each output's being 1, or the target numbers, `[rows, outputs]`.
    let wanted: [Double]
    /// The weight of each output's being 0, if outputs are independent.
    let unwanted: [Double]
    var rowCount: Int { wanted.count / outputs }

    /// Class targets; with two classes, only the second has an output.
    ///
    /// - Parameters:
    ///   - shares: The target distribution over the classes for the rows of each class: one-hot, or what a task
    ///     specifies.
    package init(classes: [Int], shares: [[Double]]) {
        if shares.count == 2 {
            link = .sigmoid
            outputs = 1
            wanted = classes.map { shares[$0][1] }
            unwanted = classes.map { shares[$0][0] }
        } else {
            link = .softmax
            outputs = shares.count
            wanted = classes.flatMap { shares[$0] }
            unwanted = []
        }
    }

    /// Independent labels, 1 or 0 each, and the weights of labels that apply.
    package init(labelSets: [[Float]], weights: [Double]? = nil) {
        link = .sigmoid
        outputs = labelSets.first?.count ?? 1
        wanted = labelSets.flatMap { set in set.indices.map { Double(set[$0]) * (weights?[$0] ?? 1) } }
        unwanted = labelSets.flatMap { $0.map { 1 - Double($0) } }
    }

    package init(numbers: [Float]) {
        link = .identity
        outputs = 1
        wanted = numbers.map(Double.init)
        unwanted = []
    }

    /// The targets that a recipe specifies for rows.
    init(_ targets: TargetBatch, recipe: TrainingRecipe, labels: TaskLabels) throws {
        let weights = try recipe.classWeights.values(labels: labels.names, counts: labels.counts(targets))
        switch targets {
        case .classes(let classes):
            let sharpness = recipe.task == .ordinal ? recipe.ordinalSharpness : nil
            let numbers = labels.names.indices
            let shares = numbers.map { label in
                let raw = numbers.map { number in
                    sharpness.map { exp(-$0 * Double(abs(number - label))) } ?? (number == label ? 1 : 0)
                }
                let sum = raw.reduce(0, +)
                return numbers.map { raw[$0] / sum * (weights?[$0] ?? 1) }
            }
            self.init(classes: classes, shares: shares)
        case .labelSets(let sets): self.init(labelSets: sets, weights: weights)
        case .numbers(let numbers): self.init(numbers: numbers)
        }
    }

    /// Returns the loss of a row and replaces its outputs with the gradients with respect to them.
    func loss(row: Int, _ outputs: UnsafeMutableBufferPointer<Double>) -> Double {
        let start = row * self.outputs
        var loss = 0.0
        switch link {
        case .softmax:
            let highest = outputs.max() ?? 0
            var (sum, mass) = (0.0, 0.0)
            for index in outputs.indices {
                sum += exp(outputs[index] - highest)
                mass += wanted[start + index]
            }
            let logarithm = highest + log(sum)
            for index in outputs.indices {
                let wanted = wanted[start + index]
                if wanted != 0 { loss += wanted * (logarithm - outputs[index]) }
                outputs[index] = mass * exp(outputs[index] - logarithm) - wanted
            }
        case .sigmoid:
            for index in outputs.indices {
                let (wanted, unwanted) = (wanted[start + index], unwanted[start + index])
                let output = outputs[index]
                let small = exp(-abs(output))
                let rest = log1p(small)
                loss += wanted * (max(-output, 0) + rest) + unwanted * (max(output, 0) + rest)
                let share = output >= 0 ? 1 / (1 + small) : small / (1 + small)
                outputs[index] = (wanted + unwanted) * share - wanted
            }
        case .identity:
            for index in outputs.indices {
                let error = outputs[index] - wanted[start + index]
                loss += error * error / 2
                outputs[index] = error
            }
        }
        return loss
    }
}
