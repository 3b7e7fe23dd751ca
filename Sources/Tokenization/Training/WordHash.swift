/// A hash of a word's bytes, eight bytes at a time.
enum WordHash {
    private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15

    @inline(__always)
    static func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let bytes = UnsafeRawBufferPointer(word)
        var state = UInt64(truncatingIfNeeded: bytes.count) &* factor
        if bytes.count < 8 {
            // The word fits into one number that is unique among words of its length.
            var value: UInt64 = 0
            for byte in bytes { value = value << 8 | UInt64(byte) }
            return mix(state, value)
        }
        var position = 0
        while position + 8 <= bytes.count {
            state = mix(state, bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            position += 8
        }
        return mix(state, bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self))
    }

    /// Folds the 128 bits of a product, so that every bit of the value affects every bit of the result.
    @inline(__always)
    private static func mix(_ state: UInt64, _ value: UInt64) -> UInt64 {
        let product = (state ^ value ^ 0x2545_F491_4F6C_DD1D).multipliedFullWidth(by: factor)
        return product.high ^ product.low
    }
}
