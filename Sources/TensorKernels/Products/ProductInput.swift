/// The input of a linear layer.
public enum ProductInput {
    case matrix(Matrix)
    /// Rows that the previous layer packed for a bfloat16 matrix multiplication.
    case packed(PackedRows)

    /// The number of rows.
    public var rows: Int {
        switch self {
        case .matrix(let matrix): matrix.rows
        case .packed(let packed): packed.rows
        }
    }
}
