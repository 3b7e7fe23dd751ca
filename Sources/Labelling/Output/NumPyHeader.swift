/// The header of a two-dimensional NumPy array of 32-bit floats, in format 1.0.
package enum NumPyHeader {
    /// The magic string, version, length and description, padded so that the data begin at ``length``, a multiple of 64
    /// bytes.
    package static func bytes(rows: Int, width: Int) -> [UInt8] {
        let prefix: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length - 10), 0]
        let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(width)), }"
        let padding = String(repeating: " ", count: length - prefix.count - text.utf8.count - 1)
        return prefix + Array("\(text)\(padding)\n".utf8)
    }

    /// The length of every header, which is fixed so that the number of rows can be filled in later.
    package static let length = 128
}
