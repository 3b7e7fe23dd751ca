/// The bytes of a file or of a part of it, read without trust: what lies outside is nil.
struct ArchiveBytes {
    let bytes: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var count: Int { bytes.count }

    /// A little-endian integer; nil where it does not lie within the bytes.
    func integer<Value: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Value.Type) -> Value? {
        guard holds(offset: offset, count: MemoryLayout<Value>.size) else { return nil }
        return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }

    /// A part of the bytes; nil where it does not lie within them.
    func slice(at offset: Int, count: Int) -> UnsafeRawBufferPointer? {
        guard holds(offset: offset, count: count) else { return nil }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
    }

    /// Whether a part lies within the bytes; no sum can overflow.
    func holds(offset: Int, count: Int) -> Bool {
        offset >= 0 && count >= 0 && offset <= bytes.count && count <= bytes.count - offset
    }
}

extension String {
    /// At most 100 bytes of a file as text for a message: what is not printable ASCII appears as its code.
    init(excerptOf bytes: some Collection<UInt8>) {
        let text = bytes.prefix(100).map { byte in
            (0x20..<0x7F).contains(byte)
                ? String(UnicodeScalar(byte))
                : "\\x" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        self = text.joined() + (bytes.count > 100 ? "… (\(bytes.count) bytes)" : "")
    }
}
