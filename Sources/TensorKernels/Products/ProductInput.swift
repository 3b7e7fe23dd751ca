/// What a linear layer reads.
public enum ProductInput {
    case matrix(Matrix)
    /// What the layer before wrote for a product in bfloat16.
    case packed(PackedRows)

    /// The number of rows.
    public var rows: Int {
        switch self {
        case .matrix(let matrix): matrix.rows
        case .packed(let packed): packed.rows
        }
    }
}
