import CTensorKernels

/// The weight `[outputs, inputs]` of a linear layer in reduced precision, packed for its matrix multiplications.
package struct PackedWeight: Sendable {
    package let precision: Precision
    let outputs: Int
    let inputs: Int
    /// For `input · weightᵀ`.
    private let forwardOperand: PackedColumns
    /// For `outputGradient · weight`; `nil` if nothing is trained.
    private let backwardOperand: PackedColumns?

    /// The number of floats that the packed weight occupies.
    static func size(_ precision: Precision, outputs: Int, inputs: Int, isTrained: Bool) -> Int {
        PackedColumns.size(precision, columns: outputs, depth: inputs)
            + (isTrained ? PackedColumns.size(precision, columns: inputs, depth: outputs) : 0)
    }

    /// - Parameter memory: A buffer of ``size(_:outputs:inputs:isTrained:)`` floats, aligned to 64 bytes.
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

    /// Packs the values of a weight `[outputs, inputs]`.
    func pack(_ weight: Matrix, on team: ThreadTeam) {
        team.split(outputs, granularity: 32) { forwardOperand.pack(weight.source(), columns: $0) }
        guard let backwardOperand else { return }
        team.split(inputs, granularity: 32) { backwardOperand.pack(weight.source(transposed: true), columns: $0) }
    }

    /// The results that a linear layer writes.
    package struct Result {
        package var bias: UnsafePointer<Float>?
        /// The values before the activation, if the backward pass needs them.
        package var before: Matrix?
        package var activation: Activation?
        package var output: Matrix?
        /// True if the values are added to `output`.
        package var isAdded = false
        /// The values packed for the next matrix multiplication in bfloat16.
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

    /// Computes the gradient with respect to the input: `inputGradient = outputGradient · weight`.
    ///
    /// - Parameter adding: Adds to `inputGradient` instead of overwriting it.
    package func backwardInput(
        _ outputGradient: Matrix, into inputGradient: Matrix, adding: Bool, arena: Arena, on team: ThreadTeam
    ) {
        guard let backwardOperand else { preconditionFailure("the weight was not packed for training") }
        PackedWeight.multiply(
            .matrix(outputGradient), backwardOperand, precision, into: Result(output: inputGradient, isAdded: adding),
            arena: arena, on: team)
    }

    /// Adds the gradients of weight and bias: `outputGradientᵀ · input`, in bfloat16, and the column sums of
    /// `outputGradient` in its original precision.
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

    /// With at least this many rows per thread, work is split by rows; otherwise by columns.
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
