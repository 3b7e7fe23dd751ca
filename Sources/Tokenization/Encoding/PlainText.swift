/// The meaning of each byte to BERT's normalizer and pre-tokenizer combined, if the byte alone determines it.
final class PlainText: Sendable {
    /// An ASCII letter or digit.
    static let letter: UInt8 = 0
    /// A byte that separates words.
    static let space: UInt8 = 1
    /// A byte that is a word by itself.
    static let punctuation: UInt8 = 2
    /// A byte of another scalar or a control character.
    static let other: UInt8 = 3

    /// The kind of each byte.
    nonisolated(unsafe) let kinds: UnsafePointer<UInt8>
    /// Tells whether letters are lowercased.
    let lowercases: Bool

    init(_ settings: BertNormalizer) {
        lowercases = settings.lowercases
        let kinds = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
        for byte in 0..<256 {
            kinds[byte] =
                switch UInt8(byte) {
                case 48...57, 65...90, 97...122: Self.letter
                case 9, 10, 13, 32: Self.space
                // Cleaning deletes them; otherwise they are whitespace to the pre-tokenizer.
                case 11, 12: settings.cleansText ? Self.other : Self.space
                case 33...47, 58...64, 91...96, 123...126: Self.punctuation
                default: Self.other
                }
        }
        self.kinds = UnsafePointer(kinds)
    }

    deinit { kinds.deallocate() }
}

/// A word of ASCII letters and digits, read eight bytes at a time.
struct ASCIIWord {
    /// The word; a word that is too long for a key gets a length above the maximum.
    private(set) var key: WordCache.Key

    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    init(punctuation byte: UInt8) {
        key = WordCache.Key(low: UInt64(byte), high: 0, length: 1)
    }

    /// Reads the word that starts at `bytes`; at most `available` bytes may be read.
    @inline(__always)
    init(_ bytes: UnsafePointer<UInt8>, available: Int) {
        let (low, high) =
            available >= 16 ? (Self.load(bytes), Self.load(bytes + 8)) : Self.loadPadded(bytes, available)
        let lowLength = Self.letterCount(low)
        if lowLength < 8 {
            key = WordCache.Key(low: low & Self.mask(lowLength), high: 0, length: lowLength)
            return
        }
        let highLength = Self.letterCount(high)
        if highLength < 8 {
            key = WordCache.Key(low: low, high: high & Self.mask(highLength), length: 8 + highLength)
        } else {
            let isLonger = available > 16 && Self.isLetter(bytes[16])
            key = WordCache.Key(low: low, high: high, length: WordCache.Key.longestWord + (isLonger ? 1 : 0))
        }
    }

    /// Sixteen bytes, of which only the first `available` are read; the others are zero.
    @inline(__always)
    private static func loadPadded(_ bytes: UnsafePointer<UInt8>, _ available: Int) -> (UInt64, UInt64) {
        var padded: (UInt64, UInt64) = (0, 0)
        withUnsafeMutableBytes(of: &padded) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: bytes, count: available))
        }
        return (UInt64(littleEndian: padded.0), UInt64(littleEndian: padded.1))
    }

    /// Lowercases the word.
    @inline(__always)
    mutating func lowercase() {
        key.low = Self.lowercased(key.low)
        key.high = Self.lowercased(key.high)
    }

    @inline(__always)
    private static func load(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self))
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: false
        }
    }

    /// Sets the high bit of each byte that is at least `first`, for bytes without their high bits.
    @inline(__always)
    private static func reaching(_ first: UInt8, _ bytes: UInt64) -> UInt64 {
        bytes &+ UInt64(0x80 - first) &* 0x0101_0101_0101_0101
    }

    /// The number of letters and digits at the start of eight bytes.
    @inline(__always)
    private static func letterCount(_ bytes: UInt64) -> Int {
        let seven = bytes & ~highBits
        let small = seven | 0x2020_2020_2020_2020
        let digits = reaching(48, seven) & ~reaching(58, seven)
        let letters = reaching(97, small) & ~reaching(123, small)
        let others = ~((digits | letters) & ~bytes) & highBits
        return others.trailingZeroBitCount >> 3
    }

    @inline(__always)
    private static func lowercased(_ bytes: UInt64) -> UInt64 {
        let seven = bytes & ~highBits
        return bytes | (reaching(65, seven) & ~reaching(91, seven) & ~bytes & highBits) >> 2
    }

    /// A mask of the first `count` of eight bytes; `count` is at most seven.
    @inline(__always)
    private static func mask(_ count: Int) -> UInt64 { (1 &<< UInt64(8 * count)) &- 1 }
}

extension WordCache.Key {
    /// Calls `body` with the bytes of the word and the number of its scalars.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>, Int) -> Result) -> Result {
        withUnsafeBytes(of: (low.littleEndian, high.littleEndian)) { bytes in
            let word = UnsafeBufferPointer(rebasing: bytes.bindMemory(to: UInt8.self)[..<length])
            return body(word, word.count { $0 & 0xC0 != 0x80 })
        }
    }
}
