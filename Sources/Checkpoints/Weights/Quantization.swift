/// Quantization of matrices to integers from -127 to 127 with a scale per row, symmetric around zero.
public enum Quantization {
    /// The largest integer; -128 is not used, for symmetry around zero.
    static let largest: Float = 127

    /// The name of a matrix's scales in a file.
    static func scalesName(of name: String) -> String { "\(name)_scale" }

    /// Rounds each row to multiples of its scale, which maps the row's largest magnitude to 127.
    ///
    /// - Parameters:
    ///   - values: `[rows, columns]`; overwritten with the integers.
    ///   - rows: The number of rows.
    /// - Returns: The scale of each row; 0 for a row of zeros, and not-a-number for a row with non-finite values.
    static func quantize(_ values: UnsafeMutableBufferPointer<Float>, rows: Int) -> [Float] {
        let columns = values.count / max(rows, 1)
        return (0..<rows).map { row in
            let row = UnsafeMutableBufferPointer(rebasing: values[row * columns..<(row + 1) * columns])
            let isFinite = row.allSatisfy(\.isFinite)
            let scale = isFinite ? row.reduce(0) { max($0, abs($1)) } / largest : .nan
            for index in row.indices {
                row[index] = scale > 0 ? (row[index] / scale).rounded(.toNearestOrEven) : 0
            }
            return scale
        }
    }
}
