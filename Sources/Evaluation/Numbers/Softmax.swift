import Foundation

/// The softmax and related functions of rows of logits, in double precision.
enum Softmax {
    /// Computes probabilities from logits, row after row.
    ///
    /// - Parameter width: The number of logits in a row.
    static func probabilities(_ logits: [Double], width: Int) -> [Double] {
        var result = logits
        for start in stride(from: 0, to: logits.count, by: max(width, 1)) {
            let row = start..<start + width
            let largest = logits[row].max() ?? 0
            var sum = 0.0
            for index in row {
                result[index] = exp(logits[index] - largest)
                sum += result[index]
            }
            for index in row { result[index] /= sum }
        }
        return result
    }

    /// The cross-entropy of a row in nats: the logarithm of the sum of exponentials minus the true class's logit.
    static func crossEntropy(_ logits: ArraySlice<Double>, truth: Int) -> Double {
        let largest = logits.max() ?? 0
        let sum = logits.reduce(0) { $0 + exp($1 - largest) }
        return log(sum) - (logits[logits.startIndex + truth] - largest)
    }
}
