public import TensorKernels

/// The weight `[outputs, inputs]` and bias of a linear layer, or of several fused ones, in the parameter store.
public struct DenseParameters: Sendable {
    let weight: ParameterLayout.Index
    let bias: ParameterLayout.Index
    public let inputs: Int
    public let outputs: Int

    /// Adds `<name>.weight` and `<name>.bias` to the layout.
    public init(_ name: String, inputs: Int, outputs: Int, in layout: inout ParameterLayout) {
        self.init(fused: [name], inputs: inputs, outputsOfEach: outputs, in: &layout)
    }

    /// Adds linear layers that see the same input, side by side, so that one product serves all of them.
    init(fused names: [String], inputs: Int, outputsOfEach: Int, in layout: inout ParameterLayout) {
        weight = layout.add(fused: names.map { "\($0).weight" }, shape: [outputsOfEach, inputs])[0]
        bias = layout.add(fused: names.map { "\($0).bias" }, shape: [outputsOfEach])[0]
        self.inputs = inputs
        outputs = outputsOfEach * names.count
    }

    /// Adds a bias to the layout for a weight `[outputs, inputs]` that is there already and serves something else too.
    public init(
        tiedTo weight: ParameterLayout.Index, bias: String, inputs: Int, outputs: Int,
        in layout: inout ParameterLayout
    ) {
        self.weight = weight
        self.bias = layout.add(bias, shape: [outputs])
        self.inputs = inputs
        self.outputs = outputs
    }

    /// `output = input · weightᵀ + bias`.
    public func forward(_ input: Matrix, into output: Matrix, _ context: PassContext) {
        Linear.forward(
            input, weight: matrix(context), bias: context.parameters.pointer(bias), into: output, on: context.team)
    }

    /// Writes the gradient by the input, or adds to it.
    public func backwardInput(
        _ outputGradient: Matrix, into inputGradient: Matrix, adding: Bool = false, _ context: PassContext
    ) {
        Linear.backwardInput(
            outputGradient, weight: matrix(context), into: inputGradient, adding: adding, on: context.team)
    }

    /// Adds the gradients by weight and bias where they are trainable.
    public func backwardParameters(_ outputGradient: Matrix, input: Matrix, _ context: PassContext) {
        Linear.backwardParameters(
            outputGradient, input: input,
            weightGradient: context.gradients?.matrix(weight, rows: outputs, columns: inputs),
            biasGradient: context.gradients?.pointer(bias), on: context.team)
    }

    private func matrix(_ context: PassContext) -> Matrix {
        context.parameters.matrix(weight, rows: outputs, columns: inputs)
    }
}
