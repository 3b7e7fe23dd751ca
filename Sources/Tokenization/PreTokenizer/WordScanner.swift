/// Splits normalized UTF-8 as BERT does: whitespace separates words and is removed, punctuation stands alone.
package struct WordScanner: Sendable {
    private enum Kind: UInt8 {
        case letter, whitespace, punctuation
    }

    /// The kind of each ASCII byte. All ASCII punctuation splits, including what Unicode classifies as a symbol, such
    /// as `$`.
    private static let asciiKinds: [UInt8] = (0..<128).map { (byte: UInt8) in
        switch byte {
        case 9...13, 32: Kind.whitespace.rawValue
        case 33...47, 58...64, 91...96, 123...126: Kind.punctuation.rawValue
        default: Kind.letter.rawValue
        }
    }

    private let kinds = WordScanner.asciiKinds

    package init() {}

    /// Calls `body` with the range of each word in order and the number of its scalars.
    @inline(__always)
    func forEachWord(in text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>, Int) -> Void) {
        kinds.withUnsafeBufferPointer { kinds in
            var position = 0
            var start = 0
            var scalarCount = 0
            while position < text.count {
                let byte = text[position]
                var length = 1
                let kind: UInt8
                if byte < 0x80 {
                    kind = kinds[Int(byte)]
                } else {
                    let scalar: UInt32
                    (scalar, length) = UTF8Bytes.scalar(in: text, at: position)
                    kind = Self.kind(of: scalar).rawValue
                }
                if kind == Kind.letter.rawValue {
                    scalarCount += 1
                } else {
                    if scalarCount > 0 { body(start..<position, scalarCount) }
                    if kind == Kind.punctuation.rawValue { body(position..<position + length, 1) }
                    scalarCount = 0
                    start = position + length
                }
                position += length
            }
            if scalarCount > 0 { body(start..<position, scalarCount) }
        }
    }

    private static func kind(of scalar: UInt32) -> Kind {
        let traits = ScalarTraits.Table.shared[scalar]
        if traits.contains(.whitespace) { return .whitespace }
        return traits.contains(.punctuation) ? .punctuation : .letter
    }

    /// The words of a normalized text.
    package func words(in text: String) -> [String] {
        var text = text
        var words: [String] = []
        text.withUTF8 { bytes in
            forEachWord(in: bytes) { range, _ in words.append(String(decoding: bytes[range], as: UTF8.self)) }
        }
        return words
    }
}
