import CTensorKernels

/// The affine map `output = input · weightᵀ + bias`, with `weight` as checkpoints store it: `[outputs, inputs]`.
public enum Linear {
    /// Work below this many multiply-adds is not worth waking other threads for.
    private static let smallestParallelWork = 1 << 17

    /// - Parameters:
    ///   - input: `[rows, inputs]`.
    ///   - weight: `[outputs, inputs]`.
    ///   - bias: `outputs` values.
    ///   - output: `[rows, outputs]`; overwritten.
    public static func forward(
        _ input: Matrix, weight: Matrix, bias: UnsafePointer<Float>, into output: Matrix, on team: ThreadTeam
    ) {
        split(output, depth: weight.columns, on: team) { rows, columns in
            for row in rows {
                (output.row(row) + columns.lowerBound).update(from: bias + columns.lowerBound, count: columns.count)
            }
            multiply(
                Operand(input.row(rows.lowerBound), stride: input.columns),
                Operand(weight.row(columns.lowerBound), stride: weight.columns, transposed: true),
                into: output.row(rows.lowerBound) + columns.lowerBound, stride: output.columns,
                rows: rows.count, columns: columns.count, depth: weight.columns, keep: 1)
        }
    }

    /// The gradient by the input: `inputGradient = outputGradient · weight`.
    ///
    /// - Parameter adding: Adds to what `inputGradient` holds in place of overwriting it.
    public static func backwardInput(
        _ outputGradient: Matrix, weight: Matrix, into inputGradient: Matrix, adding: Bool = false, on team: ThreadTeam
    ) {
        split(inputGradient, depth: weight.rows, on: team) { rows, columns in
            multiply(
                Operand(outputGradient.row(rows.lowerBound), stride: outputGradient.columns),
                Operand(weight.start + columns.lowerBound, stride: weight.columns),
                into: inputGradient.row(rows.lowerBound) + columns.lowerBound, stride: inputGradient.columns,
                rows: rows.count, columns: columns.count, depth: weight.rows, keep: adding ? 1 : 0)
        }
    }

    /// Adds the gradients by weight and bias; what is `nil` is frozen and left out.
    public static func backwardParameters(
        _ outputGradient: Matrix, input: Matrix, weightGradient: Matrix?, biasGradient: UnsafeMutablePointer<Float>?,
        on team: ThreadTeam
    ) {
        if let weightGradient {
            split(weightGradient, depth: input.rows, on: team) { rows, columns in
                multiply(
                    Operand(outputGradient.start + rows.lowerBound, stride: outputGradient.columns, transposed: true),
                    Operand(input.start + columns.lowerBound, stride: input.columns),
                    into: weightGradient.row(rows.lowerBound) + columns.lowerBound, stride: weightGradient.columns,
                    rows: rows.count, columns: columns.count, depth: input.rows, keep: 1)
            }
        }
        if let biasGradient {
            team.split(outputGradient.columns, granularity: 64) { columns in
                fledge_column_sums_add(
                    outputGradient.start, biasGradient, outputGradient.rows, outputGradient.columns,
                    columns.lowerBound, columns.upperBound)
            }
        }
    }

    /// Gives each thread a block of the result: of its rows or of its columns, whichever there are more of.
    private static func split(
        _ result: Matrix, depth: Int, on team: ThreadTeam, _ body: (_ rows: Range<Int>, _ columns: Range<Int>) -> Void
    ) {
        if result.count * depth < smallestParallelWork {
            body(0..<result.rows, 0..<result.columns)
        } else if result.rows >= result.columns {
            team.split(result.rows, granularity: 16) { body($0, 0..<result.columns) }
        } else {
            team.split(result.columns, granularity: 64) { body(0..<result.rows, $0) }
        }
    }
}
