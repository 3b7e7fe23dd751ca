public import Encoders
import InputOutput
public import TensorKernels

/// How the hidden states of a text's tokens become one vector.
public enum PoolingMode: String, Sendable, CaseIterable {
    /// The mean over all tokens, special ones included.
    case mean
    /// The hidden state of the first token.
    case cls
    /// The largest value of each component over all tokens.
    case max

    /// One row for each sequence, `[sequences, hidden]`, in the arena.
    public func pool(_ hidden: Matrix, _ batch: TokenBatch, arena: Arena) -> Matrix {
        let pooled = arena.matrix(rows: batch.sequenceCount, columns: hidden.columns)
        for sequence in 0..<batch.sequenceCount {
            let tokens = hidden.rows(batch.tokens(of: sequence))
            let result = pooled.row(sequence)
            switch self {
            case .mean: tokens.meanOfRows(into: result)
            case .cls: result.update(from: tokens.start, count: hidden.columns)
            case .max: tokens.maximumOfRows(into: result)
            }
        }
        return pooled
    }
}
