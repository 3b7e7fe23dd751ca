import CTensorKernels

/// The affine map `output = input · weightᵀ + bias`, with `weight` stored as in checkpoints: `[outputs, inputs]`.
///
/// The bits of an output row depend only on its input, not on neighboring rows or the number of threads. See
/// ``RowParts``.
public enum Linear {
    /// - Parameters:
    ///   - input: `[rows, inputs]`.
    ///   - weight: `[outputs, inputs]`.
    ///   - bias: `outputs` values.
    ///   - output: `[rows, outputs]`; overwritten.
    public static func forward(
        _ input: Matrix, weight: Matrix, bias: UnsafePointer<Float>, into output: Matrix, arena: Arena,
        on team: ThreadTeam
    ) {
        let (inputs, outputs) = (weight.columns, weight.rows)
        let parts = RowParts(input.rows, columns: outputs, depth: inputs, threads: team.count)
        let mark = arena.mark()
        defer { arena.release(to: mark) }
        func multiplyRows(_ input: Matrix, into output: Matrix) {
            for row in 0..<output.rows { output.row(row).update(from: bias, count: outputs) }
            multiply(
                Operand(input.start, stride: inputs), Operand(weight.start, stride: inputs, transposed: true),
                into: output.start, stride: outputs, rows: input.rows, columns: outputs, depth: inputs, keep: 1)
        }
        let rest = parts.rest
        let paddedInput = arena.matrix(rows: rest.isEmpty ? 0 : parts.paddedRest, columns: inputs)
        let paddedOutput = arena.matrix(rows: paddedInput.rows, columns: outputs)
        team.forEach(parts.ranges.count + (rest.isEmpty ? 0 : 1)) { _, item in
            if item < parts.ranges.count {
                multiplyRows(input.rows(parts.ranges[item]), into: output.rows(parts.ranges[item]))
            } else {
                paddedInput.elements.update(repeating: 0)
                paddedInput.start.update(from: input.row(rest.lowerBound), count: rest.count * inputs)
                multiplyRows(paddedInput, into: paddedOutput)
                output.row(rest.lowerBound).update(from: paddedOutput.start, count: rest.count * outputs)
            }
        }
    }

    /// Computes the gradient with respect to the input: `inputGradient = outputGradient · weight`.
    ///
    /// - Parameter adding: Adds to `inputGradient` instead of overwriting it.
    public static func backwardInput(
        _ outputGradient: Matrix, weight: Matrix, into inputGradient: Matrix, adding: Bool = false, on team: ThreadTeam
    ) {
        let ranges = RowParts.split(
            inputGradient.rows, columns: weight.columns, depth: weight.rows, threads: team.count)
        team.forEach(ranges.count) { _, item in
            let rows = ranges[item]
            multiply(
                Operand(outputGradient.row(rows.lowerBound), stride: outputGradient.columns),
                Operand(weight.start, stride: weight.columns), into: inputGradient.row(rows.lowerBound),
                stride: inputGradient.columns, rows: rows.count, columns: weight.columns, depth: weight.rows,
                keep: adding ? 1 : 0)
        }
    }

    /// Adds the gradients of weight and bias; those that are `nil` are frozen and skipped.
    public static func backwardParameters(
        _ outputGradient: Matrix, input: Matrix, weightSum: GradientSum?, biasGradient: UnsafeMutablePointer<Float>?,
        on team: ThreadTeam
    ) {
        if let weightSum {
            let weightGradient = weightSum.matrix
            let ranges = RowParts.split(
                weightGradient.rows, columns: weightGradient.columns, depth: input.rows, threads: team.count)
            team.forEach(ranges.count) { _, item in
                let rows = ranges[item]
                multiply(
                    Operand(outputGradient.start + rows.lowerBound, stride: outputGradient.columns, transposed: true),
                    Operand(input.start, stride: input.columns), into: weightGradient.row(rows.lowerBound),
                    stride: weightGradient.columns, rows: rows.count, columns: weightGradient.columns,
                    depth: input.rows, keep: weightSum.isAdded ? 1 : 0)
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
}
