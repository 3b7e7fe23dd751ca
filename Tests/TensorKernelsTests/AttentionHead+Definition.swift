import CTensorKernels
import Foundation

extension AttentionHead {
    /// The dropout factors for the attention probabilities of a query.
    private func mask(_ query: Int) -> [Double] {
        var mask = [Float](repeating: 1, count: length)
        if dropoutProbability > 0 {
            fledge_dropout(&mask, length, dropoutProbability, dropoutKey, dropoutStream + UInt64(query))
        }
        return mask.map(Double.init)
    }

    /// The result and the gradients by definition, in double precision.
    var expected: Results<Double> {
        let zeros = [Double](repeating: 0, count: length * size)
        var results = Results(
            out: zeros, logSums: [], query: zeros, key: zeros, value: zeros,
            distances: [Double](repeating: 0, count: bias == nil ? 0 : 2 * length - 1))
        let (query, key, value) = (self.query.map(Double.init), self.key.map(Double.init), self.value.map(Double.init))
        let (outGradient, scale) = (self.outGradient.map(Double.init), Double(self.scale))
        func product(_ left: [Double], _ row: Int, _ right: [Double], _ column: Int) -> Double {
            var sum = 0.0
            for index in 0..<size { sum += left[row * size + index] * right[column * size + index] }
            return sum
        }
        for i in 0..<length {
            let scores = (0..<length).map { j in
                scale * product(query, i, key, j) + (bias.map { Double($0[length - 1 + j - i]) } ?? 0)
            }
            let greatest = scores.max() ?? 0
            let logSum = greatest + log(scores.reduce(0) { $0 + exp($1 - greatest) })
            let probabilities = scores.map { exp($0 - logSum) }
            let mask = mask(i)
            let gradients = (0..<length).map { mask[$0] * product(outGradient, i, value, $0) }
            let mean = zip(probabilities, gradients).reduce(0) { $0 + $1.0 * $1.1 }
            results.logSums.append(logSum)
            for j in 0..<length {
                let (weight, slope) = (mask[j] * probabilities[j], probabilities[j] * (gradients[j] - mean))
                if bias != nil { results.distances[length - 1 + j - i] += slope }
                for column in 0..<size {
                    results.out[i * size + column] += weight * value[j * size + column]
                    results.value[j * size + column] += weight * outGradient[i * size + column]
                    results.query[i * size + column] += scale * slope * key[j * size + column]
                    results.key[j * size + column] += scale * slope * query[i * size + column]
                }
            }
        }
        return results
    }
}
