import Foundation

/// Writing to an open file, pipe or terminal.
package enum DescriptorOutput {
    /// Writes all bytes, with as many calls as necessary.
    ///
    /// - Parameter path: The path of the file, or its substitute, for messages.
    /// - Throws: ``FledgeError`` with category `inputOutput`, for instance on a full disk.
    package static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            // One call writes at most 2^31 - 4096 bytes.
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
            let count = Foundation.write(descriptor, piece.baseAddress, piece.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw FledgeError.system(errno, at: path, while: "writing")
            }
            rest = rest.dropFirst(count)
        }
    }
}
