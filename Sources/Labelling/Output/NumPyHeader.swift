/// The beginning of a NumPy array of 32-bit floats in two dimensions: format 1.0.
package enum NumPyHeader {
    /// Magic, version, length and a description, padded so that the data begin at ``length``, a multiple of 64 bytes.
    package static func bytes(rows: Int, width: Int) -> [UInt8] {
        let prefix: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length - 10), 0]
        let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(width)), }"
        let padding = String(repeating: " ", count: length - prefix.count - text.utf8.count - 1)
        return prefix + Array("\(text)\(padding)\n".utf8)
    }

    /// The length of all headers: the number of rows may be filled in later.
    package static let length = 128
}
