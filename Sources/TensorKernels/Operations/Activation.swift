import CTensorKernels

/// An elementwise function between two linear layers.
public enum Activation: String, Sendable, CaseIterable {
    /// The Gaussian error linear unit `x · Φ(x)` with the exact error function (Hendrycks and Gimpel, 2016).
    case gelu
    /// The GELU approximated with a hyperbolic tangent, from the same paper.
    case geluTanh
    /// The rectified linear unit `max(x, 0)`.
    case relu
    /// The sigmoid linear unit `x / (1 + e⁻ˣ)`, also called swish (Elfwing et al., 2017).
    case silu
    /// The hyperbolic tangent.
    case tanh

    /// `output = f(input)`.
    public func forward(_ input: Matrix, into output: Matrix, on team: ThreadTeam) {
        let loop = forwardLoop
        team.split(input.rows, granularity: 8) { rows in
            loop(input.row(rows.lowerBound), output.row(rows.lowerBound), rows.count * input.columns)
        }
    }

    /// Turns `gradient`, with respect to the output, into the gradient with respect to the input; `output` is
    /// recomputed.
    public func backward(_ gradient: Matrix, input: Matrix, recomputing output: Matrix, on team: ThreadTeam) {
        let loop = backwardLoop
        team.split(input.rows, granularity: 8) { rows in
            loop(
                input.row(rows.lowerBound), gradient.row(rows.lowerBound), output.row(rows.lowerBound),
                rows.count * input.columns)
        }
    }

    private typealias Elements = UnsafeMutablePointer<Float>

    private var forwardLoop: @Sendable (UnsafePointer<Float>?, Elements?, Int) -> Void {
        switch self {
        case .gelu: fledge_gelu
        case .geluTanh: fledge_gelu_tanh
        case .relu: fledge_relu
        case .silu: fledge_silu
        case .tanh: fledge_tanh
        }
    }

    private var backwardLoop: @Sendable (UnsafePointer<Float>?, Elements?, Elements?, Int) -> Void {
        switch self {
        case .gelu: fledge_gelu_backward
        case .geluTanh: fledge_gelu_tanh_backward
        case .relu: fledge_relu_backward
        case .silu: fledge_silu_backward
        case .tanh: fledge_tanh_backward
        }
    }
}
