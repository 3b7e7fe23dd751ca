import InputOutput

/// Matrices of floating-point numbers as they lie in files, read with rows and columns exchanged.
enum TransposedElements {
    /// One cache line of the destination, and few enough columns that a tile stays in the first cache.
    private static let tileRows = 16
    private static let tileColumns = 64

    /// Converts the elements of a matrix to `Float`, tile by tile, so that both sides are read and written in runs.
    ///
    /// - Parameters:
    ///   - source: The matrix, row by row.
    ///   - rows: Its rows in the file, which become columns.
    ///   - destination: As many elements; the rows in the file lie in it side by side.
    ///   - place: The file and the tensor, for the message.
    /// - Throws: ``FledgeError`` with category `data` where the elements are no floating-point numbers.
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
