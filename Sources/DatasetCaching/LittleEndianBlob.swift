import Foundation

/// Arrays of 32-bit numbers as bytes in little-endian order.
///
/// It uses closures rather than key paths: a key path of two steps is evaluated at run time for each number.
enum LittleEndianBlob {
    static func data(_ values: some Collection<Int32>) -> Data {
        bytes(of: values.map { $0.littleEndian })
    }

    static func data(_ values: some Collection<Float>) -> Data {
        bytes(of: values.map { $0.bitPattern.littleEndian })
    }

    /// The integers in a blob; `nil` if its size is not a multiple of four.
    static func integers(_ data: Data) -> [Int32]? {
        guard data.count % 4 == 0 else { return nil }
        return [Int32](unsafeUninitializedCapacity: data.count / 4) { buffer, count in
            _ = data.copyBytes(to: buffer)
            count = data.count / 4
            for index in 0..<count { buffer[index] = Int32(littleEndian: buffer[index]) }
        }
    }

    /// Appends the floats in a blob, whose size is a multiple of four.
    static func append(_ bytes: UnsafeRawBufferPointer, to values: inout [Float]) {
        for index in 0..<bytes.count / 4 {
            let pattern = bytes.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
            values.append(Float(bitPattern: UInt32(littleEndian: pattern)))
        }
    }

    private static func bytes<Number>(of values: [Number]) -> Data {
        values.withUnsafeBytes { Data($0) }
    }
}
