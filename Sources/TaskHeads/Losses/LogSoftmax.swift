import Foundation

/// Logarithms of probabilities in double precision.
enum LogSoftmax {
    /// The logarithm of the sum of the logits' exponentials.
    static func logarithmOfSum(_ logits: some Collection<Float>) -> Double {
        let maximum = Double(logits.max() ?? 0)
        return maximum + log(logits.reduce(0) { $0 + exp(Double($1) - maximum) })
    }

    /// The softmax.
    static func probabilities(_ logits: some Collection<Float>) -> [Double] {
        let logSum = logarithmOfSum(logits)
        return logits.map { exp(Double($0) - logSum) }
    }

    /// Writes the log-softmax of logits divided by a temperature.
    static func write(_ logits: some Collection<Float>, temperature: Double = 1, to logarithms: inout [Double]) {
        let maximum = Double(logits.max() ?? 0)
        let sum = log(logits.reduce(0) { $0 + exp((Double($1) - maximum) / temperature) })
        // At temperature 1, the maximum is added first, as in the loss of a single row.
        let total = maximum / temperature + sum
        for (index, logit) in logits.enumerated() { logarithms[index] = Double(logit) / temperature - total }
    }

    /// The sum of p (log p - log q), given the logarithms.
    static func divergence(_ p: [Double], from q: [Double]) -> Double {
        p.indices.reduce(0) { $0 + exp(p[$1]) * (p[$1] - q[$1]) }
    }
}
