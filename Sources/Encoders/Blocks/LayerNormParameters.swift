public import TensorKernels

/// The scale and offset of a layer normalization in the parameter store.
public struct LayerNormParameters: Sendable {
    let weight: ParameterLayout.Index
    let bias: ParameterLayout.Index
    let epsilon: Float

    /// Adds `<name>.weight` and `<name>.bias` to the layout.
    public init(_ name: String, size: Int, epsilon: Float, in layout: inout ParameterLayout) {
        weight = layout.add("\(name).weight", shape: [size])
        bias = layout.add("\(name).bias", shape: [size])
        self.epsilon = epsilon
    }

    /// Normalizes all rows.
    ///
    /// - Returns: The values that the backward pass reads besides the input.
    public func forward(_ input: Matrix, into output: Matrix, _ context: PassContext) -> LayerNorm.Statistics {
        let statistics = LayerNorm.Statistics(rows: input.rows, in: context.arena)
        context.team.split(input.rows, granularity: 8) { rows in
            forward(input, rows: rows, into: output, statistics: statistics, context)
        }
        return statistics
    }

    /// Normalizes some rows, on the calling thread.
    func forward(
        _ input: Matrix, rows: Range<Int>, into output: Matrix, statistics: LayerNorm.Statistics, _ context: PassContext
    ) {
        LayerNorm.forward(
            input, rows: rows, weight: context.parameters.pointer(weight), bias: context.parameters.pointer(bias),
            epsilon: epsilon, into: output, statistics: statistics)
    }

    /// Turns `gradient`, with respect to the output, into the gradient with respect to the input, and adds the
    /// parameters' gradients.
    public func backward(
        _ gradient: Matrix, input: Matrix, statistics: LayerNorm.Statistics, _ context: PassContext
    ) {
        LayerNorm.backward(
            gradient, input: input, weight: context.parameters.pointer(weight), statistics: statistics,
            weightGradient: context.gradients?.pointer(weight), biasGradient: context.gradients?.pointer(bias),
            on: context.team)
    }
}
