/// The CRC-32C (Castagnoli) checksum, which protects LevelDB tables and TensorFlow checkpoints.
///
/// Source: RFC 3720, appendix B.4; sixteen bytes at a time by tables, after Kounavis and Berry, "A Systematic Approach
/// to Building High Performance Software-Based CRC Generators" (2005).
package enum CRC32C {
    /// The masked checksum of some bytes, as stored in files: rotated right by 15 bits and offset by a constant, so
    /// that checksums of bytes that contain checksums remain reliable.
    package static func masked(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        let check = check(bytes)
        return (check >> 15 | check << 17) &+ 0xA282_EAD8
    }

    /// The checksum of some bytes.
    package static func check(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        tables.withUnsafeBufferPointer { tables in
            var check = ~UInt32(0)
            var offset = 0
            while bytes.count - offset >= 16 {
                let low = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian ^ UInt64(check)
                let high = bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self).littleEndian
                check = contribution(low, tables, from: 8) ^ contribution(high, tables, from: 0)
                offset += 16
            }
            for byte in bytes[offset...] {
                check = check >> 8 ^ tables[Int(UInt8(truncatingIfNeeded: check) ^ byte)]
            }
            return ~check
        }
    }

    /// The contribution of eight bytes to the checksum, if `first` further bytes follow them in the same step.
    @inline(__always)
    private static func contribution(
        _ bytes: UInt64, _ tables: UnsafeBufferPointer<UInt32>, from first: Int
    ) -> UInt32 {
        @inline(__always)
        func entry(_ index: Int) -> UInt32 {
            let byte = UInt8(truncatingIfNeeded: bytes >> UInt64(8 * index))
            return tables[(first + 7 - index) << 8 + Int(byte)]
        }
        return entry(0) ^ entry(1) ^ entry(2) ^ entry(3) ^ entry(4) ^ entry(5) ^ entry(6) ^ entry(7)
    }

    /// Sixteen tables of 256 numbers: table `n` contains the contribution of a byte that `n` further bytes follow.
    private static let tables: [UInt32] = {
        var tables = (0..<256).map { byte in
            (0..<8).reduce(UInt32(byte)) { check, _ in check >> 1 ^ (check & 1 == 1 ? 0x82F6_3B78 : 0) }
        }
        for index in 256..<(16 * 256) {
            let previous = tables[index - 256]
            tables.append(previous >> 8 ^ tables[Int(previous & 0xFF)])
        }
        return tables
    }()
}
