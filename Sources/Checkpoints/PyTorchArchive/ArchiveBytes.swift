/// The bytes of a file or a part of it, read with bounds checks: anything outside is `nil`.
struct ArchiveBytes {
    let bytes: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var count: Int { bytes.count }

    /// Reads a little-endian integer; `nil` if it is not within the bytes.
    func integer<Value: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Value.Type) -> Value? {
        guard holds(offset: offset, count: MemoryLayout<Value>.size) else { return nil }
        return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }

    /// Returns a part of the bytes; `nil` if it is not within them.
    func slice(at offset: Int, count: Int) -> UnsafeRawBufferPointer? {
        guard holds(offset: offset, count: count) else { return nil }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
    }

    /// Returns true if a part lies within the bytes; no sum can overflow.
    func holds(offset: Int, count: Int) -> Bool {
        offset >= 0 && count >= 0 && offset <= bytes.count && count <= bytes.count - offset
    }
}

extension String {
    /// Shows at most 100 bytes of a file in a message: bytes that are not printable ASCII appear as escape codes.
    init(excerptOf bytes: some Collection<UInt8>) {
        let text = bytes.prefix(100).map { byte in
            (0x20..<0x7F).contains(byte)
                ? String(UnicodeScalar(byte))
                : "\\x" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        self = text.joined() + (bytes.count > 100 ? "… (\(bytes.count) bytes)" : "")
    }
}
