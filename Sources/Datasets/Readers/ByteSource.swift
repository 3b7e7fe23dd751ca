import Foundation
import InputOutput

/// Bytes that arrive in pieces, from a file or stream, or from a decoder.
package protocol ByteSource: AnyObject {
    /// Writes the next bytes to the start of `buffer`, which is not empty.
    ///
    /// - Returns: The number of bytes; 0 only at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

/// The bytes of a mapped file. Pages that have been read are released, so that memory does not grow with the file.
final class MappedSource: ByteSource {
    private let file: MappedFile
    private var position = 0
    private var released = 0

    private static let releaseSize = 8 << 20

    init(_ file: MappedFile) { self.file = file }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, file.bytes.count - position)
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: file.bytes[position..<position + count]))
        position += count
        if position - released >= Self.releaseSize {
            file.release(released..<position)
            released = position
        }
        return count
    }
}
