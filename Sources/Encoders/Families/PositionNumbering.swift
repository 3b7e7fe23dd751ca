/// The mapping from tokens to rows of the position table.
public enum PositionNumbering: Sendable, Equatable {
    /// The first token of a sequence has row 0.
    case fromZero
    /// Rows up to the padding id are reserved, and the first token has the row after it. A padding token within a
    /// sequence has the padding row and is not counted.
    case afterPadding(id: Int32)

    /// The number of rows before the row of a sequence's first token.
    public var offset: Int {
        switch self {
        case .fromZero: 0
        case .afterPadding(let id): Int(id) + 1
        }
    }

    /// The row of each token.
    func rows(of batch: TokenBatch) -> [Int32] {
        guard case .afterPadding(let padding) = self else { return batch.positions }
        var rows: [Int32] = []
        rows.reserveCapacity(batch.tokenCount)
        for sequence in 0..<batch.sequenceCount {
            var last = padding
            for id in batch.ids[batch.tokens(of: sequence)] {
                if id != padding { last += 1 }
                rows.append(id == padding ? padding : last)
            }
        }
        return rows
    }
}
