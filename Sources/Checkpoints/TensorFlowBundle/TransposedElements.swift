import InputOutput

/// Conversion of floating-point matrices in files, with rows and columns swapped.
enum TransposedElements {
    /// One cache line of the destination, and few enough columns that a tile fits the first-level cache.
    private static let tileRows = 16
    private static let tileColumns = 64

    /// Converts the elements of a matrix to `Float`, tile by tile, so that both sides are accessed in contiguous runs.
    ///
    /// - Parameters:
    ///   - source: The matrix, row by row.
    ///   - rows: The number of rows in the file, which become columns.
    ///   - destination: A buffer with as many elements, in which the rows of the file become columns.
    ///   - place: The file and the tensor, for the message.
    /// - Throws: ``FledgeError`` with category `data` if the elements are not floating-point numbers.
    static func convert(
        _ source: UnsafeRawBufferPointer, of type: TensorElementType, rows: Int, columns: Int,
        into destination: UnsafeMutableBufferPointer<Float>, place: @autoclosure () -> String
    ) throws {
        guard let floats = destination.baseAddress, !destination.isEmpty else {
            return try TensorElements.convert(source, of: type, into: destination, place: place())
        }
        try withUnsafeTemporaryAllocation(of: Float.self, capacity: tileRows * tileColumns) { tile in
            for firstRow in stride(from: 0, to: rows, by: tileRows) {
                let rowCount = min(tileRows, rows - firstRow)
                for firstColumn in stride(from: 0, to: columns, by: tileColumns) {
                    let columnCount = min(tileColumns, columns - firstColumn)
                    for row in 0..<rowCount {
                        let start = ((firstRow + row) * columns + firstColumn) * type.byteCount
                        let end = start + columnCount * type.byteCount
                        let tileStart = row * tileColumns
                        try TensorElements.convert(
                            UnsafeRawBufferPointer(rebasing: source[start..<end]), of: type,
                            into: UnsafeMutableBufferPointer(rebasing: tile[tileStart..<(tileStart + columnCount)]),
                            place: place())
                    }
                    for column in 0..<columnCount {
                        let target = floats + ((firstColumn + column) * rows + firstRow)
                        for row in 0..<rowCount { target[row] = tile[row * tileColumns + column] }
                    }
                }
            }
        }
    }
}
