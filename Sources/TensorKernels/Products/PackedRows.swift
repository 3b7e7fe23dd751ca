import CTensorKernels

/// The rows of a matrix, rounded to a precision and packed as the left operand of a matrix multiplication, in an arena.
public struct PackedRows: @unchecked Sendable {
    public let rows: Int
    /// The number of columns, which multiplications sum over.
    public let depth: Int
    let form: Form

    enum Form {
        case bf16(UnsafeMutablePointer<UInt16>)
        /// Integers from 1 to 255 with 128 as zero, and a scale for each row.
        case int8(UnsafeMutablePointer<UInt8>, scales: UnsafeMutablePointer<Float>)
    }

    /// Allocates a matrix of this shape, with unspecified content.
    package init(_ precision: Precision, rows: Int, depth: Int, in arena: Arena) {
        self.rows = rows
        self.depth = depth
        form =
            precision == .int8
            ? .int8(
                arena.elements(fledge_int8_left_size(rows, depth), of: UInt8.self), scales: arena.floats(rows))
            : .bf16(arena.elements(fledge_bf16_left_size(rows, depth), of: UInt16.self))
    }

    /// Packs some columns of a matrix as rows, in bfloat16, and adds the sum of each to its element of `sums`; the
    /// range begins at a multiple of 16.
    func pack(
        columnsOf matrix: Matrix, rows range: Range<Int>, addingSumsTo sums: UnsafeMutablePointer<Float>
    ) {
        guard case .bf16(let elements) = form else { preconditionFailure("sums are those of bfloat16 operands") }
        fledge_bf16_pack_left_summing(
            matrix.source(transposed: true), rows, depth, range.lowerBound, range.upperBound, elements, sums)
    }

    /// Packs some rows of a matrix; the range begins at a multiple of 16.
    func pack(_ source: fledge_source, rows range: Range<Int>) {
        switch form {
        case .bf16(let elements):
            fledge_bf16_pack_left(source, rows, depth, range.lowerBound, range.upperBound, elements)
        case .int8(let elements, let scales):
            fledge_int8_pack_left(source, depth, range.lowerBound, range.upperBound, elements, scales)
        }
    }
}

extension Matrix {
    /// The matrix as an operand to pack; `transposed` for its columns instead of its rows.
    func source(transposed: Bool = false) -> fledge_source {
        fledge_source(start: start, stride: columns, transposed: transposed ? 1 : 0)
    }
}

extension Arena {
    /// Returns memory for `count` elements of a type that is narrower than floats, aligned to 64 bytes.
    func elements<Element: BitwiseCopyable>(_ count: Int, of type: Element.Type) -> UnsafeMutablePointer<Element> {
        let size = MemoryLayout<Float>.stride
        let start = floats((count * MemoryLayout<Element>.stride + size - 1) / size)
        return UnsafeMutableRawPointer(start).assumingMemoryBound(to: type)
    }
}
