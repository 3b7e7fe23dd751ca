/// The gradient of a weight, and how matrix multiplications write it.
public struct GradientSum {
    public let matrix: Matrix
    /// True if results are added to the matrix; otherwise they overwrite it.
    public let isAdded: Bool

    public init(_ matrix: Matrix, isAdded: Bool) {
        self.matrix = matrix
        self.isAdded = isAdded
    }
}
