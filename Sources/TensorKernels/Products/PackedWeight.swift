import CTensorKernels

/// The weight `[outputs, inputs]` of a linear layer in reduced precision, ready for its products.
package struct PackedWeight: Sendable {
    package let precision: Precision
    let outputs: Int
    let inputs: Int
    /// For `input · weightᵀ`.
    private let forwardOperand: PackedColumns
    /// For `outputGradient · weight`; `nil` where nothing is trained.
    private let backwardOperand: PackedColumns?

    /// The number of floats whose room the packed weight takes.
    static func size(_ precision: Precision, outputs: Int, inputs: Int, isTrained: Bool) -> Int {
        PackedColumns.size(precision, columns: outputs, depth: inputs)
            + (isTrained ? PackedColumns.size(precision, columns: inputs, depth: outputs) : 0)
    }

    /// - Parameter memory: Room for ``size(_:outputs:inputs:isTrained:)`` floats, aligned to 64 bytes.
    init(
        _ precision: Precision, outputs: Int, inputs: Int, isTrained: Bool, memory: UnsafeMutablePointer<Float>
    ) {
        precondition(precision != .fp32, "single precision reads weights as they are")
        self.precision = precision
        self.outputs = outputs
        self.inputs = inputs
        forwardOperand = PackedColumns(precision, columns: outputs, depth: inputs, memory: memory)
        let rest = memory + PackedColumns.size(precision, columns: outputs, depth: inputs)
        backwardOperand =
            isTrained ? PackedColumns(precision, columns: inputs, depth: outputs, memory: rest) : nil
    }

    /// Takes over the values of a weight `[outputs, inputs]`.
    func pack(_ weight: Matrix, on team: ThreadTeam) {
        team.split(outputs, granularity: 32) { forwardOperand.pack(weight.source(), columns: $0) }
        guard let backwardOperand else { return }
        team.split(inputs, granularity: 32) { backwardOperand.pack(weight.source(transposed: true), columns: $0) }
    }

    /// What a linear layer writes.
    package struct Result {
        package var bias: UnsafePointer<Float>?
        /// The values before the activation, where the backward pass will want them.
        package var before: Matrix?
        package var activation: Activation?
        package var output: Matrix?
        /// Whether the values are added to what `output` holds.
        package var isAdded = false
        /// The values as the next product in bfloat16 reads them.
        package var packed: PackedRows?

        package init(
            bias: UnsafePointer<Float>? = nil, before: Matrix? = nil, activation: Activation? = nil,
            output: Matrix? = nil, isAdded: Bool = false, packed: PackedRows? = nil
        ) {
            self.bias = bias
            self.before = before
            self.activation = activation
            self.output = output
            self.isAdded = isAdded
            self.packed = packed
        }
    }

    /// `result = activation(input · weightᵀ + bias)`.
    package func forward(_ input: ProductInput, into result: Result, arena: Arena, on team: ThreadTeam) {
        PackedWeight.multiply(input, forwardOperand, precision, into: result, arena: arena, on: team)
    }

    /// The gradient by the input: `inputGradient = outputGradient · weight`.
    ///
    /// - Parameter adding: Adds to what `inputGradient` holds in place of overwriting it.
    package func backwardInput(
        _ outputGradient: Matrix, into inputGradient: Matrix, adding: Bool, arena: Arena, on team: ThreadTeam
    ) {
        guard let backwardOperand else { preconditionFailure("the weight was not packed for training") }
        PackedWeight.multiply(
            .matrix(outputGradient), backwardOperand, precision, into: Result(output: inputGradient, isAdded: adding),
            arena: arena, on: team)
    }

    /// Adds the gradients by weight and bias: `outputGradientᵀ · input`, in bfloat16, and the sums of the columns of
    /// `outputGradient` as it is.
    package static func backwardParameters(
        _ outputGradient: Matrix, input: Matrix, weightSum: GradientSum, biasGradient: UnsafeMutablePointer<Float>?,
        arena: Arena, on team: ThreadTeam
    ) {
        let mark = arena.mark()
        defer { arena.release(to: mark) }
        let (outputs, inputs, depth) = (weightSum.matrix.rows, weightSum.matrix.columns, input.rows)
        let left = PackedRows(.bf16, rows: outputs, depth: depth, in: arena)
        let right = PackedColumns(
            .bf16, columns: inputs, depth: depth,
            memory: arena.floats(PackedColumns.size(.bf16, columns: inputs, depth: depth)))
        team.split(inputs, granularity: 32) { right.pack(input.source(transposed: true), columns: $0) }
        team.split(outputs, granularity: 32) { rows in
            if let biasGradient {
                left.pack(columnsOf: outputGradient, rows: rows, addingSumsTo: biasGradient)
            } else {
                left.pack(outputGradient.source(transposed: true), rows: rows)
            }
            right.multiply(
                left, rows: rows, columns: 0..<inputs,
                epilogue: Result(output: weightSum.matrix, isAdded: weightSum.isAdded).epilogue)
        }
    }

    /// With this many rows or more for each thread, threads share the rows; else the columns.
    private static let rowsWorthSplitting = 32

    private static func multiply(
        _ input: ProductInput, _ right: PackedColumns, _ precision: Precision, into result: Result, arena: Arena,
        on team: ThreadTeam
    ) {
        let mark = arena.mark()
        defer { arena.release(to: mark) }
        let rowCount = input.rows
        let epilogue = result.epilogue
        switch input {
        case .packed(let left):
            if rowCount >= team.count * rowsWorthSplitting {
                team.split(rowCount, granularity: 16) { rows in
                    right.multiply(left, rows: rows, columns: 0..<right.columns, epilogue: epilogue)
                }
            } else {
                team.split(right.columns, granularity: 32) { columns in
                    right.multiply(left, rows: 0..<rowCount, columns: columns, epilogue: epilogue)
                }
            }
        case .matrix(let matrix):
            let left = PackedRows(precision, rows: rowCount, depth: right.depth, in: arena)
            if rowCount >= team.count * rowsWorthSplitting {
                team.split(rowCount, granularity: 16) { rows in
                    left.pack(matrix.source(), rows: rows)
                    right.multiply(left, rows: rows, columns: 0..<right.columns, epilogue: epilogue)
                }
            } else {
                left.pack(matrix.source(), rows: 0..<rowCount)
                team.split(right.columns, granularity: 32) { columns in
                    right.multiply(left, rows: 0..<rowCount, columns: columns, epilogue: epilogue)
                }
            }
        }
    }
}

extension PackedWeight.Result {
    fileprivate var epilogue: fledge_epilogue {
        var epilogue = fledge_epilogue()
        epilogue.bias = bias
        epilogue.before = before?.start
        epilogue.before_stride = before?.columns ?? 0
        epilogue.activation = activation?.kernelName ?? FLEDGE_ACTIVATION_NONE
        epilogue.out = output?.start
        epilogue.out_stride = output?.columns ?? 0
        epilogue.accumulates = isAdded ? 1 : 0
        if case .bf16(let elements)? = packed?.form { epilogue.packed = elements }
        return epilogue
    }
}

extension Activation {
    fileprivate var kernelName: fledge_activation {
        switch self {
        case .gelu: FLEDGE_ACTIVATION_GELU
        case .geluTanh: FLEDGE_ACTIVATION_GELU_TANH
        case .relu: FLEDGE_ACTIVATION_RELU
        case .silu: FLEDGE_ACTIVATION_SILU
        case .tanh: FLEDGE_ACTIVATION_TANH
        }
    }
}
