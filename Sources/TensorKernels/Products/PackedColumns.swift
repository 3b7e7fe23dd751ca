import CTensorKernels

/// A matrix rounded to a precision and packed as the right operand of matrix multiplications, in memory owned by the
/// caller.
///
/// A multiplication pairs the rows of its left operand with the columns of this one; a weight `[outputs, inputs]` has
/// `outputs` columns and a depth of `inputs`.
struct PackedColumns: @unchecked Sendable {
    let columns: Int
    let depth: Int
    private let form: Form

    private enum Form {
        case bf16(UnsafeMutablePointer<UInt16>)
        /// Signed integers, a scale for each column, and corrections for the left operand's offset to each column's
        /// sums.
        case int8(
            UnsafeMutablePointer<Int8>, scales: UnsafeMutablePointer<Float>, corrections: UnsafeMutablePointer<Int32>)
    }

    /// - Parameter memory: A buffer of ``size(_:columns:depth:)`` floats, aligned to 64 bytes.
    init(_ precision: Precision, columns: Int, depth: Int, memory: UnsafeMutablePointer<Float>) {
        self.columns = columns
        self.depth = depth
        let raw = UnsafeMutableRawPointer(memory)
        if precision == .int8 {
            let scales = memory + Self.elementFloats(.int8, columns: columns, depth: depth)
            form = .int8(
                raw.assumingMemoryBound(to: Int8.self), scales: scales,
                corrections: UnsafeMutableRawPointer(scales + columns).assumingMemoryBound(to: Int32.self))
        } else {
            form = .bf16(raw.assumingMemoryBound(to: UInt16.self))
        }
    }

    /// The number of floats that the packed matrix occupies, a multiple of 16.
    static func size(_ precision: Precision, columns: Int, depth: Int) -> Int {
        let scales = precision == .int8 ? 2 * columns : 0
        return (elementFloats(precision, columns: columns, depth: depth) + scales + 15) & ~15
    }

    private static func elementFloats(_ precision: Precision, columns: Int, depth: Int) -> Int {
        precision == .int8
            ? (fledge_int8_right_size(columns, depth) + 3) / 4 : (fledge_bf16_right_size(columns, depth) + 1) / 2
    }

    /// Packs some columns of a matrix; the range begins at a multiple of 32.
    func pack(_ source: fledge_source, columns range: Range<Int>) {
        switch form {
        case .bf16(let elements):
            fledge_bf16_pack_right(source, columns, depth, range.lowerBound, range.upperBound, elements)
        case .int8(let elements, let scales, let corrections):
            fledge_int8_pack_right(
                source, depth, range.lowerBound, range.upperBound, elements, scales, corrections)
        }
    }

    /// Computes a part of a matrix multiplication on the calling thread.
    ///
    /// - Parameters:
    ///   - rows: Begins at a multiple of 16 and ends at one or with the last row.
    ///   - range: Of columns; begins at a multiple of 32 and ends at one or with the last column.
    ///   - epilogue: The processing of the sums.
    func multiply(_ left: PackedRows, rows: Range<Int>, columns range: Range<Int>, epilogue: fledge_epilogue) {
        let part = fledge_product_part(
            rows: left.rows, columns: columns, depth: depth, first_row: rows.lowerBound, last_row: rows.upperBound,
            first_column: range.lowerBound, last_column: range.upperBound)
        withUnsafePointer(to: epilogue) { epilogue in
            switch (left.form, form) {
            case (.bf16(let left), .bf16(let right)): fledge_bf16_product(left, right, part, epilogue)
            case (.int8(let left, let leftScales), .int8(let right, let scales, let corrections)):
                fledge_int8_product(left, leftScales, right, scales, corrections, part, epilogue)
            default: preconditionFailure("both operands of a product have the same precision")
            }
        }
    }
}
