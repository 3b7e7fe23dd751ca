public import TensorKernels

/// `output = LayerNorm(residual + dropout(dense(input)))`, the end of both halves of a transformer layer.
public struct ResidualDenseBlock: Sendable {
    let dense: DenseParameters
    let norm: LayerNormParameters
    let dropoutProbability: Float
    let site: UInt64

    /// Values that the backward pass reads.
    public struct Saved {
        let sum: Matrix
        let statistics: LayerNorm.Statistics
    }

    /// - Parameters:
    ///   - denseName: The linear layer's name in the checkpoint.
    ///   - normName: The normalization's name in the checkpoint.
    public init(
        denseName: String, normName: String, inputs: Int, outputs: Int, epsilon: Float, dropoutProbability: Float,
        site: UInt64,
        in layout: inout ParameterLayout
    ) {
        dense = DenseParameters(denseName, inputs: inputs, outputs: outputs, in: &layout)
        norm = LayerNormParameters(normName, size: outputs, epsilon: epsilon, in: &layout)
        self.dropoutProbability = dropoutProbability
        self.site = site
    }

    /// Writes the block's output.
    ///
    /// - Parameters:
    ///   - input: The linear layer's input, one row per token.
    ///   - residual: Values added to the linear layer's output, of the same shape as that output.
    public func forward(_ input: Matrix, residual: Matrix, into output: Matrix, _ context: PassContext) -> Saved {
        forward(.matrix(input), residual: residual, into: output, context)
    }

    /// Writes the block's output, for an input that may already be packed.
    func forward(_ input: ProductInput, residual: Matrix, into output: Matrix, _ context: PassContext) -> Saved {
        let sum = context.arena.matrix(rows: input.rows, columns: dense.outputs)
        let saved = Saved(sum: sum, statistics: LayerNorm.Statistics(rows: input.rows, in: context.arena))
        dense.forward(input, into: sum, context)
        let dropout = context.dropout(dropoutProbability, site: site)
        context.team.split(sum.rows, granularity: 8) { rows in
            dropout?.apply(to: sum, rows: rows)
            sum.add(residual, rows: rows)
            norm.forward(sum, rows: rows, into: output, statistics: saved.statistics, context)
        }
        return saved
    }

    /// Computes the first half of the backward pass: the gradients with respect to the residual and the input.
    ///
    /// - Parameters:
    ///   - gradient: With respect to the output; overwritten with the gradient with respect to the residual.
    ///   - inputGradient: Overwritten with the gradient with respect to the input.
    /// - Returns: The gradient with respect to the dense layer's output, for ``backwardParameters(_:input:_:)``.
    public func backward(
        _ gradient: Matrix, saved: Saved, into inputGradient: Matrix, _ context: PassContext
    ) -> Matrix {
        norm.backward(gradient, input: saved.sum, statistics: saved.statistics, context)
        var denseGradient = gradient
        if let dropout = context.dropout(dropoutProbability, site: site) {
            denseGradient = context.arena.matrix(rows: gradient.rows, columns: gradient.columns)
            context.team.split(gradient.rows, granularity: 8) { rows in
                denseGradient.copy(gradient, rows: rows)
                dropout.apply(to: denseGradient, rows: rows)
            }
        }
        dense.backwardInput(denseGradient, into: inputGradient, context)
        return denseGradient
    }

    /// Computes the second half: adds the dense layer's gradients. The caller may compute the input again in between.
    public func backwardParameters(_ denseGradient: Matrix, input: Matrix, _ context: PassContext) {
        dense.backwardParameters(denseGradient, input: input, context)
    }
}
