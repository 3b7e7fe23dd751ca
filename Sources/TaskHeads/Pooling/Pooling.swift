public import Encoders
import InputOutput
public import TensorKernels

/// A method of combining the hidden states of a text's tokens into one vector.
public enum PoolingMode: String, Sendable, CaseIterable {
    /// The mean over all tokens, special ones included.
    case mean
    /// The hidden state of the first token or, if a prompt's tokens are skipped, of the first token after them.
    case cls
    /// The largest value of each component over all tokens.
    case max
    /// The sum over all tokens, divided by the square root of their number.
    case meanSqrtLength = "mean_sqrt_len"
    /// The mean over all tokens, with weight 1 for the first, 2 for the second, and so on.
    case weightedMean = "weightedmean"
    /// The hidden state of the last token.
    case lastToken = "lasttoken"

    /// Returns one row per sequence, `[sequences, hidden]`, in the arena.
    ///
    /// - Parameter skippedTokens: The number of tokens at the start of each sequence, those of a prompt, that are left
    ///   out. A sequence keeps at least its last token.
    public func pool(_ hidden: Matrix, _ batch: TokenBatch, skippedTokens: Int = 0, arena: Arena) -> Matrix {
        let pooled = arena.matrix(rows: batch.sequenceCount, columns: hidden.columns)
        for sequence in 0..<batch.sequenceCount {
            let all = batch.tokens(of: sequence)
            let skipped = Swift.min(skippedTokens, all.count - 1)
            let tokens = hidden.rows(all.lowerBound + skipped..<all.upperBound)
            let result = pooled.row(sequence)
            switch self {
            case .mean: tokens.meanOfRows(into: result)
            case .cls: result.update(from: hidden.row(all.lowerBound + skipped), count: hidden.columns)
            case .max: tokens.maximumOfRows(into: result)
            case .meanSqrtLength:
                tokens.meanOfRows(into: result)
                let factor = Float(tokens.rows).squareRoot()
                for column in 0..<hidden.columns { result[column] *= factor }
            case .weightedMean: tokens.weightedMeanOfRows(firstWeight: Float(skipped + 1), into: result)
            case .lastToken: result.update(from: hidden.row(all.upperBound - 1), count: hidden.columns)
            }
        }
        return pooled
    }
}

extension Matrix {
    /// The mean of all rows, weighted by `firstWeight`, `firstWeight + 1` and so on.
    fileprivate func weightedMeanOfRows(firstWeight: Float, into result: UnsafeMutablePointer<Float>) {
        result.update(repeating: 0, count: columns)
        var sum: Float = 0
        for index in 0..<rows {
            let weight = firstWeight + Float(index)
            let row = row(index)
            for column in 0..<columns { result[column] += weight * row[column] }
            sum += weight
        }
        for column in 0..<columns { result[column] /= sum }
    }
}
