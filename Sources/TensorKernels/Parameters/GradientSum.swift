/// The gradient by a weight, as products are to write it.
public struct GradientSum {
    public let matrix: Matrix
    /// Whether products add to what the matrix holds; else they overwrite it.
    public let isAdded: Bool

    public init(_ matrix: Matrix, isAdded: Bool) {
        self.matrix = matrix
        self.isAdded = isAdded
    }
}
