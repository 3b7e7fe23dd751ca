import CTensorKernels

/// Layer normalization over each row (Ba, Kiros and Hinton, 2016).
public enum LayerNorm {
    /// The mean and reciprocal standard deviation of each row, which the backward pass reads besides the input.
    public struct Statistics: @unchecked Sendable {
        let means: UnsafeMutablePointer<Float>
        let reciprocalDeviations: UnsafeMutablePointer<Float>

        /// Allocates the statistics of `rows` rows.
        public init(rows: Int, in arena: Arena) {
            means = arena.floats(rows)
            reciprocalDeviations = arena.floats(rows)
        }
    }

    /// Normalizes the given rows of `input` into `output`, on the calling thread.
    public static func forward(
        _ input: Matrix, rows: Range<Int>, weight: UnsafePointer<Float>, bias: UnsafePointer<Float>, epsilon: Float,
        into output: Matrix, statistics: Statistics
    ) {
        fledge_layer_norm(
            input.row(rows.lowerBound), weight, bias, epsilon, output.row(rows.lowerBound),
            statistics.means + rows.lowerBound, statistics.reciprocalDeviations + rows.lowerBound, rows.count,
            input.columns)
    }

    /// Turns `gradient`, with respect to the output, into the gradient with respect to the input, and adds the
    /// gradients of weight and bias.
    public static func backward(
        _ gradient: Matrix, input: Matrix, weight: UnsafePointer<Float>, statistics: Statistics,
        weightGradient: UnsafeMutablePointer<Float>?, biasGradient: UnsafeMutablePointer<Float>?, on team: ThreadTeam
    ) {
        if let weightGradient, let biasGradient {
            team.split(input.columns, granularity: 64) { columns in
                fledge_layer_norm_parameter_gradients(
                    input.start, statistics.means, statistics.reciprocalDeviations, gradient.start, weightGradient,
                    biasGradient, input.rows, input.columns, columns.lowerBound, columns.upperBound)
            }
        }
        team.split(input.rows, granularity: 8) { rows in
            fledge_layer_norm_backward(
                input.row(rows.lowerBound), weight, statistics.means + rows.lowerBound,
                statistics.reciprocalDeviations + rows.lowerBound, gradient.row(rows.lowerBound), rows.count,
                input.columns)
        }
    }
}
