public import TensorKernels

/// The weight `[outputs, inputs]` and bias of one linear layer, or of several fused ones, in the parameter store.
public struct DenseParameters: Sendable {
    let weight: ParameterLayout.Index
    let bias: ParameterLayout.Index
    public let inputs: Int
    public let outputs: Int

    /// Adds `<name>.weight` and `<name>.bias` to the layout.
    public init(_ name: String, inputs: Int, outputs: Int, in layout: inout ParameterLayout) {
        self.init(fused: [name], inputs: inputs, outputsOfEach: outputs, in: &layout)
    }

    /// Adds linear layers that read the same input, side by side, so that one matrix multiplication computes all of
    /// them.
    init(fused names: [String], inputs: Int, outputsOfEach: Int, in layout: inout ParameterLayout) {
        weight = layout.add(fused: names.map { "\($0).weight" }, shape: [outputsOfEach, inputs])[0]
        bias = layout.add(fused: names.map { "\($0).bias" }, shape: [outputsOfEach])[0]
        self.inputs = inputs
        outputs = outputsOfEach * names.count
    }

    /// Adds a bias to the layout for a weight `[outputs, inputs]` that is already there and is shared with another
    /// layer.
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
        forward(.matrix(input), into: output, context)
    }

    /// `output = input · weightᵀ + bias`, for an input that may already be packed.
    func forward(_ input: ProductInput, into output: Matrix, _ context: PassContext) {
        let bias = UnsafePointer(context.parameters.pointer(bias))
        if let packed = context.packed?[weight] {
            packed.forward(
                input, into: PackedWeight.Result(bias: bias, output: output), arena: context.arena, on: context.team)
        } else {
            guard case .matrix(let input) = input else { preconditionFailure("a packed input has a packed weight") }
            Linear.forward(
                input, weight: matrix(context), bias: bias, into: output, arena: context.arena, on: context.team)
        }
    }

    /// `activation(input · weightᵀ + bias)` as the input of another linear layer, in the context's arena.
    ///
    /// - Returns: The values after the activation and, if a backward pass may need them, those before it.
    func forward(
        _ input: Matrix, activation: Activation, _ context: PassContext
    ) -> (before: Matrix?, activated: ProductInput) {
        let arena = context.arena
        let before = context.gradients == nil ? nil : arena.matrix(rows: input.rows, columns: outputs)
        guard let packed = context.packed?[weight] else {
            let activated = arena.matrix(rows: input.rows, columns: outputs)
            forward(input, into: before ?? activated, context)
            activation.forward(before ?? activated, into: activated, on: context.team)
            return (before, .matrix(activated))
        }
        var result = PackedWeight.Result(
            bias: context.parameters.pointer(bias), before: before, activation: activation)
        let activated: ProductInput
        if packed.precision == .bf16 {
            let rows = PackedRows(.bf16, rows: input.rows, depth: outputs, in: arena)
            result.packed = rows
            activated = .packed(rows)
        } else {
            let matrix = arena.matrix(rows: input.rows, columns: outputs)
            result.output = matrix
            activated = .matrix(matrix)
        }
        packed.forward(.matrix(input), into: result, arena: arena, on: context.team)
        return (before, activated)
    }

    /// Writes the gradient with respect to the input, or adds to it.
    public func backwardInput(
        _ outputGradient: Matrix, into inputGradient: Matrix, adding: Bool = false, _ context: PassContext
    ) {
        if let packed = context.packed?[weight] {
            packed.backwardInput(
                outputGradient, into: inputGradient, adding: adding, arena: context.arena, on: context.team)
        } else {
            Linear.backwardInput(
                outputGradient, weight: matrix(context), into: inputGradient, adding: adding, on: context.team)
        }
    }

    /// Adds the gradients of weight and bias if they are trainable.
    public func backwardParameters(_ outputGradient: Matrix, input: Matrix, _ context: PassContext) {
        let weightSum = context.gradients?.sum(weight, rows: outputs, columns: inputs)
        let biasGradient = context.gradients?.matrix(bias, rows: 1, columns: outputs)?.start
        if context.packed?[weight] != nil, let weightSum {
            PackedWeight.backwardParameters(
                outputGradient, input: input, weightSum: weightSum, biasGradient: biasGradient,
                arena: context.arena, on: context.team)
        } else {
            Linear.backwardParameters(
                outputGradient, input: input, weightSum: weightSum, biasGradient: biasGradient,
                on: context.team)
        }
    }

    /// The shape for packing the weight.
    var shape: PackedWeights.Shape { PackedWeights.Shape(weight: weight, outputs: outputs, inputs: inputs) }

    private func matrix(_ context: PassContext) -> Matrix {
        context.parameters.matrix(weight, rows: outputs, columns: inputs)
    }
}
