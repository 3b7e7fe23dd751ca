import CTensorKernels

/// The Gaussian error linear unit `x · Φ(x)` with the exact error function (Hendrycks and Gimpel, 2016).
public enum GELU {
    /// `output = gelu(input)`.
    public static func forward(_ input: Matrix, into output: Matrix, on team: ThreadTeam) {
        team.split(input.rows, granularity: 8) { rows in
            fledge_gelu(input.row(rows.lowerBound), output.row(rows.lowerBound), rows.count * input.columns)
        }
    }

    /// `gradient` holds the gradient by the output and becomes the one by the input; `output` is computed again.
    public static func backward(_ gradient: Matrix, input: Matrix, recomputing output: Matrix, on team: ThreadTeam) {
        team.split(input.rows, granularity: 8) { rows in
            fledge_gelu_backward(
                input.row(rows.lowerBound), gradient.row(rows.lowerBound), output.row(rows.lowerBound),
                rows.count * input.columns)
        }
    }
}
