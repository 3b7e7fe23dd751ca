import CZlib
import Foundation

/// The CRC-32 of bytes that arrive in parts.
struct Checksum {
    private var sum: UInt = 0

    /// The checksum of all parts so far.
    var value: Int { Int(sum) }

    mutating func add(_ part: UnsafeRawBufferPointer) {
        // Without an address, zlib would start over.
        guard let start = part.bindMemory(to: UInt8.self).baseAddress else { return }
        sum = crc32_z(sum, start, part.count)
    }
}
